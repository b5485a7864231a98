// An export of one's own data, downloaded; the deletion of an account, asked for and taken back.

import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';

import { expect, PASSWORD, pageErrors, type Practice, setLanguage, signIn, test } from '../practice.ts';

async function register(practice: Practice, address: string, locale: string): Promise<void> {
  const body = {
    role: 'patient', email: address, password: PASSWORD, full_name: 'Lan Nguyễn', date_of_birth: '1987-06-05', locale,
    time_zone: 'Europe/Paris',
  };
  await practice.api('/auth/register', undefined, 'POST', body);
}

async function submit(page: Page, password?: string): Promise<void> {
  const form = page.locator('main form').filter({ has: page.locator('button[type=submit]') }).first();
  if (password !== undefined) await form.locator('input[name=password]').fill(password);
  await form.locator('button[type=submit]').click();
}

/** Has an export made and downloads it; asks for the deletion, finds it on every page, and takes it back. */
async function story(browser: Browser, practice: Practice, lang: string, javaScriptEnabled: boolean): Promise<void> {
  const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const errors = pageErrors(page);
  const address = `data.${lang}.${javaScriptEnabled}.${test.info().project.name}@people.example`.replaceAll(' ', '-');
  await register(practice, address, lang);
  await signIn(page, address);
  await setLanguage(page, practice, lang);

  await page.goto('/profile');
  await page.locator('main a[href="/profile/data"]').click();
  await page.waitForURL(/profile\/data$/);
  await submit(page, 'violet harbour lantern');
  await expect(page.locator('.error-summary')).toBeVisible();
  await submit(page, PASSWORD);
  await practice.mailsTo(address, /./, 2);
  await expect
    .poll(async () => {
      await page.goto('/profile/data');
      return page.locator('main a[href$="/data.zip"]').count();
    })
    .toBe(1);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('main a[href$="/data.zip"]').click()]);
  expect(file.suggestedFilename()).toBe('praxis-data.zip');
  // The signature of a ZIP file.
  expect(readFileSync(await file.path()).subarray(0, 4)).toEqual(Buffer.from([0x50, 0x4b, 0x03, 0x04]));
  // Somebody who is not signed in does not get it.
  const href = await page.locator('main a[href$="/data.zip"]').getAttribute('href');
  expect((await fetch(`${practice.url}${href}`)).status).toBe(401);

  await page.locator('main a[href="/profile/data/delete"]').last().click();
  await page.waitForURL(/delete$/);
  await expect(page.locator('main dl.facts')).toHaveCount(2);
  await submit(page, PASSWORD);
  await practice.mailsTo(address, /./, 3);
  await page.goto('/notifications');
  await expect(page.locator('main .notice.warn a[href="/profile/data/delete"]')).toBeVisible();
  await page.locator('main .notice.warn a[href="/profile/data/delete"]').click();
  await page.waitForURL(/delete$/);
  await submit(page);
  await page.waitForURL(/kept=1/);
  await expect(page.locator('main .notice.ok').first()).toBeVisible();
  await expect(page.locator('main .notice.warn')).toHaveCount(0);
  await practice.mailsTo(address, /./, 4);
  expect(errors.filter((line) => !line.includes('422'))).toEqual([]);
}

test('an export is downloaded, and a deletion is taken back', async ({ browser, practice }) => {
  await story(browser, practice, 'fr', true);
});

test('the same in Vietnamese, without JavaScript', async ({ browser, practice }) => {
  await story(browser, practice, 'vi', false);
});
