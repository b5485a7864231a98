-- A patient who registers from now on books less until the address is confirmed. Accounts that exist, and those that the practice makes, keep
-- the limits that hold for all.
ALTER TABLE users ADD COLUMN limited BOOLEAN NOT NULL DEFAULT FALSE;
