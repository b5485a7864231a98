// The main use case: a doctor offers a time, a patient finds it and books, the doctor confirms, both are notified.
import type { Browser, BrowserContextOptions } from '@playwright/test';
import { chooseDay, pageErrors, DOCTOR, expect, fillSignIn, type Practice, signIn, setLanguage } from './practice.ts';

/** The `nth` Sunday from now, at least two days ahead, as YYYY-MM-DD. The demo's doctors offer no times on Sundays. */
export function sunday(nth: number): string {
  const day = new Date(Date.now() + 2 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((7 - day.getUTCDay()) % 7) + 7 * nth);
  return day.toISOString().slice(0, 10);
}

export async function story(browser: Browser, practice: Practice, day: string, options: BrowserContextOptions): Promise<void> {
  const reason = 'A cough that does not go away';
  const [doctors, patients] = await Promise.all([practice.newContext(browser, options), practice.newContext(browser, options)]);
  const [doctor, patient] = await Promise.all([doctors.newPage(), patients.newPage()]);
  const errors = [pageErrors(doctor), pageErrors(patient)];

  // The doctor adds 09:00 to 10:00.
  await signIn(doctor, DOCTOR);
  await setLanguage(doctor, practice, 'en');
  await doctor.goto(`/schedule?week=${day}&day=${day}`);
  await doctor.getByRole('button', { name: 'Add a time' }).click();
  await doctor.getByLabel('Date', { exact: true }).fill(day);
  await doctor.getByLabel('Start', { exact: true }).fill('09:00');
  await doctor.getByLabel('End', { exact: true }).fill('10:00');
  await doctor.getByRole('button', { name: 'Add', exact: true }).click();
  const times = doctor.locator('main').getByText(/09:00\s*[–-]\s*10:00/);
  await expect(times.first()).toBeVisible();
  await doctor.goto(`/schedule?week=${day}&day=${day}`);
  await expect(times.first()).toBeVisible();
  const doctorName = (await practice.api<{ full_name: string }>('/me', await practice.token(DOCTOR))).full_name;

  // The patient finds the doctor, sees the time, and only then needs an account.
  await patient.goto('/doctors');
  await patient.getByLabel('Name, specialty or place').fill('hoxha');
  await patient.getByRole('button', { name: 'Search' }).click();
  await patient.getByRole('heading', { name: doctorName }).getByRole('link').click();
  await expect(patient.getByRole('heading', { level: 1, name: doctorName })).toBeVisible();
  await chooseDay(patient, day);
  const slot = patient.locator(`a[href^="/book/"]:has(time[datetime^="${day}T09:00"])`);
  await slot.click();
  await expect(patient).toHaveURL(/\/sign-in\?next=/);
  const email = `patient.${day}@example.org`;
  // Stories run in parallel: each has its own patient, so that their mails can be told apart.
  const name = `Lan Nguyễn-D’Arcy ${day}`;
  const password = 'three unrelated words';
  await patient.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
  await patient.getByLabel('Full name').fill(name);
  await patient.getByLabel('Email address').fill(email);
  await patient.getByLabel('Password', { exact: true }).fill(password);
  await patient.getByLabel('Phone').fill('+355 69 123 4567');
  await patient.locator('input[name=birth_day]').fill('5');
  await patient.locator('input[name=birth_month]').fill('6');
  await patient.locator('input[name=birth_year]').fill('1987');
  await patient.getByRole('button', { name: 'Create the account' }).click();
  await expect(patient).toHaveURL(/\/sign-in\?.*registered=1/);
  await fillSignIn(patient, email, password);

  // The selected time is kept.
  await expect(patient).toHaveURL(/\/book\//);
  await expect(patient.getByRole('main')).toContainText('09:00');
  await patient.getByLabel('Reason for the visit').fill(reason);
  await patient.getByRole('button', { name: 'Request appointment', exact: true }).click();
  await expect(patient).toHaveURL(/\/appointments\/[0-9a-f-]+\?booked=1/);
  await expect(patient.getByText('Your request is sent')).toBeVisible();
  await expect(patient.getByRole('main')).toContainText('Waiting for confirmation');

  // The doctor sees the request in My schedule and confirms.
  await doctor.goto(`/schedule?week=${day}`);
  const more = doctor.locator('.requests summary');
  if ((await more.count()) > 0) await more.click();
  const request = doctor.locator('article').filter({ hasText: name });
  await expect(request).toContainText(reason);
  await request.getByRole('button', { name: /^Confirm/ }).click();
  await expect(request).toHaveCount(0);
  await patient.reload();
  await expect(patient.getByRole('main')).toContainText('Confirmed');

  // Both are notified, in the app and by mail, with a calendar entry and without medical data.
  await patient.goto('/notifications');
  await expect(patient.getByText(`Appointment with ${doctorName} confirmed`)).toBeVisible();
  const mails = [
    ...(await practice.mailsTo(email, /^Confirmed: /)),
    ...(await practice.mailsTo(DOCTOR, /^New request: /)).filter((mail) => mail.text?.includes(name)),
  ];
  expect(mails.length).toBeGreaterThanOrEqual(2);
  for (const mail of mails) {
    const calendar = mail.attachments.find((file) => file.contentType === 'text/calendar');
    expect(calendar?.content.toString()).toContain(`DTSTART:${day.replaceAll('-', '')}T0`);
    expect(mail.text).toContain('09:00');
    expect(mail.html).toBeTruthy();
    expect(`${mail.subject} ${mail.text} ${String(mail.html)} ${calendar?.content.toString()}`).not.toMatch(/cough/i);
  }

  expect(errors.flat()).toEqual([]);
  await Promise.all([doctors.close(), patients.close()]);
}
