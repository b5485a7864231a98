// Verified addresses and forgotten passwords, with the mails as the mail server got them.

import type { Browser, Page } from '@playwright/test';

import { expect, fillSignIn, PASSWORD, pageErrors, type Practice, setLanguage, signIn, test } from '../practice.ts';

const NEW = 'violet harbour lantern';

/** The path of the link in the latest mail to this address that has one to `page`. */
async function linkTo(practice: Practice, address: string, page: string): Promise<string> {
  let found = '';
  await expect
    .poll(async () => {
      const mails = await practice.mailsTo(address, /./);
      found = mails.map((mail) => mail.text?.match(new RegExp(`/${page}\\?token=[\\w-]+`))?.[0] ?? '').filter(Boolean).at(-1) ?? '';
      return found;
    })
    .not.toBe('');
  return found;
}

async function register(page: Page, address: string): Promise<void> {
  await page.goto('/register');
  await page.locator('input[name=full_name]').fill('Lan Nguyễn');
  await page.locator('input[name=email]').fill(address);
  await page.locator('input[name=password]').fill(PASSWORD);
  for (const [field, value] of [['birth_day', '5'], ['birth_month', '6'], ['birth_year', '1987']] as const) {
    await page.locator(`input[name=${field}]`).fill(value);
  }
  await page.locator('main button.primary[type=submit]').click();
  await page.waitForURL(/sign-in/);
}

/** Registers, verifies the address, forgets the password, sets a new one, looks through the sessions, changes password and address. */
async function story(browser: Browser, practice: Practice, lang: string, javaScriptEnabled: boolean): Promise<void> {
  const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const errors = pageErrors(page);
  const address = `lan.${lang}.${javaScriptEnabled}.${test.info().project.name}@people.example`.replaceAll(' ', '-');
  await setLanguage(page, practice, lang);
  await register(page, address);

  // The link opens a page with one button; opening it twice, as a mail program does, uses nothing up.
  const verify = await linkTo(practice, address, 'verify-email');
  await page.goto(verify);
  await page.goto(verify);
  await expect(page.getByRole('main')).toContainText(address);
  await page.locator('main button.primary[type=submit]').click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText(address);
  await expect(page.getByRole('main')).not.toContainText(`${address} (`);
  // Used once, it says so.
  await page.goto(verify);
  await expect(page.locator('.notice.warn')).toBeVisible();
  await expect(page.locator('main form')).toHaveCount(0);

  const other = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  await other.goto('/sign-in');
  await other.locator('main a[href="/forgot-password"]').click();
  await other.waitForURL(/forgot-password/);
  await other.locator('input[name=email]').fill(address);
  await other.locator('main button.primary[type=submit]').click();
  await other.waitForURL(/sent=1/);
  await other.goto(await linkTo(practice, address, 'reset-password'));
  await other.locator('input[name=password]').fill('password1234');
  await other.locator('main button.primary[type=submit]').click();
  await expect(other.locator('.error-summary')).toBeVisible();
  await other.locator('input[name=password]').fill(NEW);
  await other.locator('main button.primary[type=submit]').click();
  await other.waitForURL(/sign-in\?reset=1/);
  await fillSignIn(other, address, NEW);

  // The first browser was signed out.
  await page.goto('/profile');
  await page.waitForURL(/sign-in/);

  // Signed in a third time, and out there from here.
  const third = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  await signIn(third, address, NEW);
  await other.goto('/profile');
  await other.locator('main a[href="/profile/sessions"]').click();
  await other.waitForURL(/sessions/);
  await expect(other.locator('main article')).toHaveCount(2);
  await expect(other.locator('main .badge')).toHaveCount(1);
  await other.locator('main article button').first().click();
  await expect(other.locator('main article')).toHaveCount(1);
  await third.goto('/profile');
  await third.waitForURL(/sign-in/);

  await other.goto('/profile');
  await other.locator('main a[href="/profile/password"]').click();
  await other.waitForURL(/password/);
  await other.locator('input[name=present_password]').fill(NEW);
  await other.locator('input[name=new_password]').fill(PASSWORD);
  await other.locator('main button.primary[type=submit]').click();
  await other.waitForURL(/saved=1/);

  // Another address, confirmed in a browser that is not signed in.
  await other.locator('main a[href="/profile/email"]').click();
  await other.waitForURL(/profile\/email/);
  await other.locator('input[name=email]').fill(`new.${address}`);
  await other.locator('input[name=password]').fill(PASSWORD);
  await other.locator('main button.primary[type=submit]').click();
  await other.waitForURL(/sent=1/);
  await page.goto(await linkTo(practice, `new.${address}`, 'confirm-email'));
  await page.locator('main button.primary[type=submit]').click();
  await page.waitForURL(/sign-in/);
  await practice.mailsTo(address, /./, 5);
  await other.goto('/profile');
  await expect(other.getByRole('main')).toContainText(`new.${address}`);
  expect(errors.filter((line) => !line.includes('410 (Gone)'))).toEqual([]);
}

test('an address is verified, a password is forgotten and set anew', async ({ browser, practice }) => {
  await story(browser, practice, 'fr', true);
});

test('the same in Vietnamese, without JavaScript', async ({ browser, practice }) => {
  await story(browser, practice, 'vi', false);
});
