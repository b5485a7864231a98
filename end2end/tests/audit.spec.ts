// Who saw a patient's data, and the staff's search of the audit log, with its export.

import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

import { ADMIN, DOCTOR, expect, pageErrors, PASSWORD, type Practice, setLanguage, signIn, test } from '../practice.ts';

interface Words {
  read: string;
  doctor: string;
  filter: string;
  none: string;
}

const EN: Words = { read: 'Read appointments', doctor: 'Doctor', filter: 'Filter', none: 'Nothing found' };
const VI: Words = { read: 'Xem lịch hẹn', doctor: 'Bác sĩ', filter: 'Lọc', none: 'Không tìm thấy mục nào' };

async function story(browser: Browser, practice: Practice, lang: string, words: Words, javaScriptEnabled: boolean): Promise<void> {
  // A new patient books, and the doctor reads it twice.
  const patient = `mai.${lang}.${test.info().project.name}@people.example`.replaceAll(' ', '-').toLowerCase();
  const registration = { role: 'patient', email: patient, password: PASSWORD, full_name: 'Mai Phạm', date_of_birth: '1990-02-03', time_zone: 'Asia/Ho_Chi_Minh' };
  await practice.api<undefined>('/auth/register', undefined, 'POST', registration);
  const slot = await practice.freeSlot(await practice.doctorId(DOCTOR), 8);
  const body = { slot_id: slot.id, reason: 'A check-up' };
  const made = await practice.api<{ id: string }>('/appointments', await practice.token(patient), 'POST', body);
  for (let times = 0; times < 2; times += 1) await practice.api(`/appointments/${made.id}`, await practice.token(DOCTOR));

  const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const errors = pageErrors(page);
  await signIn(page, patient);
  await setLanguage(page, practice, lang);
  await page.goto('/profile');
  await page.locator('main a[href="/profile/access"]').click();
  await page.waitForURL(/profile\/access/);
  await expect(page.locator('main section h2')).not.toHaveCount(0);
  await expect(page.locator('main li.row')).toHaveCount(2);
  const first = page.locator('main li.row').first();
  for (const text of ['Hoxha', words.doctor, words.read]) await expect(first).toContainText(text);
  await expect(page.getByRole('main')).not.toContainText('appointments.read');

  const staff = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const staffErrors = pageErrors(staff);
  await signIn(staff, ADMIN);
  await setLanguage(staff, practice, lang);
  await staff.goto('/audit');
  await expect(staff.locator('main tbody tr')).toHaveCount(40);
  const latest = await staff.locator('main tbody tr time').first().getAttribute('datetime');
  await staff.locator('main .pagination a[rel=next]').click();
  await staff.waitForURL(/cursor=/);
  await expect(staff.locator('main tbody tr time').first()).not.toHaveAttribute('datetime', latest ?? '');

  await staff.goto('/audit');
  await staff.locator('summary').filter({ hasText: words.filter }).click();
  await staff.locator('#by').fill('hoxha');
  await staff.locator('#action').selectOption('appointments.read');
  await staff.locator('main form button[type=submit]').click();
  await staff.waitForURL(/by=hoxha/);
  await expect(staff.locator('main tbody tr').first()).toContainText('Hoxha');
  for (const row of await staff.locator('main tbody tr').all()) await expect(row).toContainText(words.read);
  await expect(staff.locator('#action')).toHaveValue('appointments.read');

  const [file] = await Promise.all([staff.waitForEvent('download'), staff.locator('main a[href^="/audit.csv"]').click()]);
  expect(file.suggestedFilename()).toBe('audit.csv');
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n');
  // `trim` has removed the byte order mark.
  expect(lines[0]).toBe('id,at,actor_id,actor,role,action,what,patient_id,patient,subject,outcome,session_id,address');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines.slice(1)) expect(line).toContain('appointments.read');

  await staff.goto('/audit?by=nobody-of-this-name');
  await expect(staff.getByRole('main')).toContainText(words.none);
  expect([...errors, ...staffErrors]).toEqual([]);
}

test('a patient reads who saw their data, and staff search and export the log', async ({ browser, practice }) => {
  await story(browser, practice, 'en', EN, true);
});

test('the same in Vietnamese, without JavaScript', async ({ browser, practice }) => {
  await story(browser, practice, 'vi', VI, false);
});
