-- How a doctor's drawn portrait looks, where somebody chose it (`doctors/portrait`); NULL: it follows from the doctor's id.
ALTER TABLE doctors ADD COLUMN portrait TEXT;
