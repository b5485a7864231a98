// A doctor's patients, and opening the record of somebody else in an emergency, on phone and desktop, with and without JavaScript.

import type { Browser } from '@playwright/test';

import { ADMIN, DOCTOR, expect, pageErrors, type Practice, setLanguage, signIn, test } from '../practice.ts';

const WHY = 'Brought in unconscious; allergies unknown';

async function story(browser: Browser, practice: Practice, lang: string, javaScriptEnabled: boolean): Promise<void> {
  const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const errors = pageErrors(page);
  await setLanguage(page, practice, lang);
  await signIn(page, DOCTOR);
  await page.goto('/patients');
  const first = page.locator('main ul.list a.row').first();
  const name = (await first.locator('strong').innerText()).trim();
  // Found by a part of the name, without accents.
  await page.locator('main input[name=name]').fill(name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').slice(0, 4));
  await page.locator('main form[role=search] button, main [role=search] button[type=submit]').first().click();
  await page.waitForURL(/name=/);
  await page.locator('main ul.list a.row', { hasText: name }).first().click();
  await expect(page.locator('main h1')).toHaveText(name);
  await expect(page.locator('#visits')).toBeVisible();
  const note = `Afraid of needles (${lang}, ${javaScriptEnabled}, ${test.info().project.name})`;
  await page.locator('textarea[name=note]').fill(note);
  await page.locator('form:has(textarea[name=note]) button[type=submit]').click();
  await page.waitForLoadState();
  await expect.poll(async () => { await page.reload(); return page.locator('textarea[name=note]').inputValue(); }).toBe(note);

  // A new patient, who is in nobody's care.
  const address = `emergency.${lang}.${javaScriptEnabled}.${test.info().project.name}@people.example`;
  const full_name = `Élodie ${lang} ${javaScriptEnabled} ${test.info().project.name}`;
  await practice.api('/auth/register', undefined, 'POST', { role: 'patient', email: address, password: 'violet harbour lantern', full_name, date_of_birth: '1971-08-09' });
  await page.goto('/emergency-access');
  await page.locator('input[name=full_name]').fill(full_name.replace('É', 'e'));
  for (const [field, value] of [['birth_day', '9'], ['birth_month', '8'], ['birth_year', '1971']] as const) {
    await page.locator(`input[name=${field}]`).fill(value);
  }
  await page.locator('textarea[name=reason]').fill('short');
  await page.locator('main form button[type=submit]').click();
  await expect(page.locator('.error-summary, [aria-invalid=true]').first()).toBeVisible();
  await page.locator('textarea[name=reason]').fill(WHY);
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL(/\/patients\/[0-9a-f-]{36}$/);
  await expect(page.locator('main h1')).toHaveText(full_name);
  await expect(page.locator('main .notice.warn')).toBeVisible();
  await practice.mailsTo(address, /./, 2);
  expect((await practice.mailsTo(address, /./, 2)).every((mail) => !mail.text?.includes(WHY))).toBe(true);

  // An admin reads the reason and marks it as reviewed.
  const staff = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const staffErrors = pageErrors(staff);
  await setLanguage(staff, practice, lang);
  await signIn(staff, ADMIN);
  await staff.goto('/emergency-accesses');
  const card = staff.locator('main article', { hasText: full_name });
  await expect(card).toContainText(WHY);
  await card.locator('button[type=submit]').click();
  await expect(card.locator('button[type=submit]')).toHaveCount(0);

  // The doctor closes it before its time, and is refused from then on.
  const record = page.url();
  await page.locator('main .notice.warn button[type=submit]').click();
  await page.waitForURL(/\/patients$/);
  const answer = await page.goto(record);
  expect(answer?.status()).toBe(404);
  expect(errors.filter((error) => !/404 \(Not Found\)|422 \(Unprocessable/.test(error))).toEqual([]);
  expect(staffErrors).toEqual([]);
}

test('a doctor finds patients and opens a record in an emergency, in French', async ({ browser, practice }) => {
  await story(browser, practice, 'fr', true);
});

test('the same without JavaScript, in Vietnamese', async ({ browser, practice }) => {
  await story(browser, practice, 'vi', false);
});
