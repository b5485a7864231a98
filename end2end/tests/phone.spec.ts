// A phone number that is verified by the code in a text message, as the SMS provider got it; and the link that verifies an address, again.

import type { Browser } from '@playwright/test';

import { expect, PASSWORD, pageErrors, type Practice, setLanguage, signIn, test } from '../practice.ts';

/** Asks for the link again; has a code sent to a number without a country code, then with one, types it wrongly, then rightly. */
async function story(browser: Browser, practice: Practice, lang: string, javaScriptEnabled: boolean): Promise<void> {
  const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const errors = pageErrors(page);
  const name = `${lang}.${javaScriptEnabled}.${test.info().project.name}`.replaceAll(' ', '-');
  const address = `phone.${name}@people.example`;
  const number = `+3361${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
  await practice.api<undefined>('/auth/register', undefined, 'POST', {
    role: 'patient', email: address, password: PASSWORD, full_name: 'Lan Nguyễn', date_of_birth: '1987-06-05', locale: lang,
  });
  await setLanguage(page, practice, lang);
  await signIn(page, address);

  await page.goto('/profile');
  await page.locator('main .notice.warn button[type=submit]').click();
  await page.waitForURL(/sent=1/);
  await expect(page.locator('main .notice.ok')).toContainText(address);
  await practice.mailsTo(address, /./, 2);

  await page.locator('main a[href="/profile/phone"]').click();
  await page.waitForURL(/profile\/phone/);
  await page.locator('input[name=phone]').fill('06 12 34 56 78');
  await page.locator('main button.primary[type=submit]').click();
  await expect(page.locator('.error-summary')).toBeVisible();
  await page.locator('input[name=phone]').fill(number);
  await page.locator('main button.primary[type=submit]').click();
  await expect(page.locator('input[name=code]')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(number);
  const code = await practice.codeTo(number);
  await page.locator('input[name=code]').fill(code === '000000' ? '000001' : '000000');
  await page.locator('main button.primary[type=submit]').click();
  await expect(page.locator('.error-summary')).toBeVisible();
  await page.locator('input[name=code]').fill(code);
  await page.locator('main button.primary[type=submit]').click();
  await page.waitForURL(/saved=1/);
  await expect(page.getByRole('main')).toContainText(`${number} (`);
  const me = await practice.api<{ phone: string; phone_verified_at: string | null }>('/me', await practice.token(address));
  expect([me.phone, me.phone_verified_at === null]).toEqual([number, false]);
  expect(errors.filter((line) => !line.includes('422'))).toEqual([]);
}

test('a phone number is verified by a code', async ({ browser, practice }) => {
  await story(browser, practice, 'sq', true);
});

test('the same in French, without JavaScript', async ({ browser, practice }) => {
  await story(browser, practice, 'fr', false);
});
