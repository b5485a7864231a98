// Two-step sign-in: staff of a new practice set it up at their first sign-in, and a patient turns it on and off in the profile.

import { createHmac } from 'node:crypto';

import type { Browser, Page } from '@playwright/test';
import axe from 'axe-core';

import { expect, fillSignIn, pageErrors, PASSWORD, Practice, setLanguage, signIn, test } from '../practice.ts';

const ADMIN = 'ada@practice.example';

/** The code of a secret in base32 at this time (RFC 6238). */
function totp(secret: string, at = Date.now()): string {
  const bits = [...secret.replaceAll(' ', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((eight) => Number.parseInt(eight, 2)) ?? []);
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  return ((hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).toString().padStart(6, '0');
}

/** Codes that were not used yet: a step later each time, within what the server accepts, and then waiting for it. */
class App {
  private used = 0;

  constructor(readonly secret: string) {}

  async code(): Promise<string> {
    const step = () => Math.floor(Date.now() / 30_000);
    const next = Math.max(this.used + 1, step() - 1);
    while (next > step() + 1) await new Promise((done) => setTimeout(done, 500));
    this.used = next;
    return totp(this.secret, next * 30_000);
  }
}

const submit = (page: Page) => page.locator('main button.primary[type=submit]');

/** Reads the secret beside the picture, and checks that this is one. */
async function scan(page: Page): Promise<App> {
  const picture = page.locator('svg.qr');
  await expect(picture).toBeVisible();
  const box = await picture.boundingBox();
  expect(box?.width).toBeGreaterThan(120);
  expect(Math.abs((box?.width ?? 0) - (box?.height ?? 0))).toBeLessThan(2);
  const secret = ((await page.locator('code.secret').textContent()) ?? '').replaceAll(' ', '');
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(await page.locator('main a[href^="otpauth:"]').getAttribute('href')).toContain(`secret=${secret}`);
  return new App(secret);
}

async function codes(page: Page): Promise<string[]> {
  await page.waitForURL(/two-factor\/codes/);
  const shown = await page.locator('.codes code').allTextContents();
  expect(shown).toHaveLength(10);
  return shown;
}

async function accessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await page.evaluate(
    (values) => (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: { type: 'tag', values } }),
    tags,
  );
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

async function firstSignIn(browser: Browser, lang: string, javaScriptEnabled: boolean): Promise<void> {
  const practice = await Practice.open({ admin: ADMIN });
  try {
    const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
    const errors = pageErrors(page);
    await page.goto('/sign-in');
    await setLanguage(page, practice, lang);
    await page.goto('/sign-in?next=%2Fjobs');
    await fillSignIn(page, ADMIN);
    await page.waitForURL(/sign-in\/code\?next=%2Fjobs/);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    if (javaScriptEnabled) await accessible(page);
    // Nothing else opens before.
    await page.goto('/jobs');
    await page.waitForURL(/\/sign-in\?next=%2Fjobs/);
    await page.goto('/sign-in/code?next=%2Fjobs');
    const app = await scan(page);
    await page.locator('input[name=code]').fill('000000');
    await submit(page).click();
    await expect(page.locator('.error-summary')).toBeVisible();
    expect((await scan(page)).secret).toBe(app.secret);
    await page.locator('input[name=code]').fill(await app.code());
    await submit(page).click();
    const recovery = await codes(page);
    await setLanguage(page, practice, lang);
    if (javaScriptEnabled) await accessible(page);
    await page.locator('main a.primary').click();
    await page.waitForURL(/\/jobs$/);
    // They are shown once.
    await page.goto('/profile/two-factor/codes');
    await expect(page.locator('.codes')).toHaveCount(0);

    const other = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
    await setLanguage(other, practice, lang);
    await signIn(other, ADMIN);
    await other.waitForURL(/sign-in\/code/);
    if (javaScriptEnabled) await accessible(other);
    await other.locator('input[name=code]').fill(await app.code());
    await submit(other).click();
    await other.waitForURL((url) => url.pathname === '/');

    const third = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
    await setLanguage(third, practice, lang);
    await signIn(third, ADMIN);
    await third.locator('main a[href*="recovery=1"]').click();
    await third.waitForURL(/recovery=1/);
    await third.locator('input[name=code]').fill((recovery[0] ?? '').toUpperCase());
    await submit(third).click();
    await third.waitForURL((url) => url.pathname === '/');
    await third.goto('/profile/two-factor');
    await expect(third.getByRole('main')).toContainText('9');
    expect(errors.filter((line) => !line.includes('422'))).toEqual([]);
  } finally {
    await practice.close();
  }
}

test('an admin sets up two-step sign-in at the first sign-in', async ({ browser }) => {
  test.setTimeout(120_000);
  await firstSignIn(browser, 'fr', true);
});

test('the same in Vietnamese, without JavaScript', async ({ browser }) => {
  test.setTimeout(120_000);
  await firstSignIn(browser, 'vi', false);
});

async function patientsStory(browser: Browser, practice: Practice, lang: string, javaScriptEnabled: boolean): Promise<void> {
  const address = `hai.${lang}.${javaScriptEnabled}.${test.info().project.name}@people.example`.replaceAll(' ', '-');
  await practice.api('/auth/register', undefined, 'POST', {
    role: 'patient', email: address, password: PASSWORD, full_name: 'Hải Trần', date_of_birth: '1987-06-05', locale: lang,
  });
  const page = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const errors = pageErrors(page);
  await signIn(page, address);
  await page.goto('/profile');
  await page.locator('main a[href="/profile/two-factor"]').click();
  await page.waitForURL(/two-factor/);
  await page.locator('input[name=password]').fill(PASSWORD);
  await submit(page).click();
  const app = await scan(page);
  if (javaScriptEnabled) await accessible(page);
  await page.locator('input[name=code]').fill(await app.code());
  await submit(page).click();
  await codes(page);
  await page.goto('/profile/two-factor');
  if (javaScriptEnabled) await accessible(page);

  const other = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  await signIn(other, address);
  await other.waitForURL(/sign-in\/code/);
  await other.locator('input[name=code]').fill(await app.code());
  await submit(other).click();
  await other.waitForURL((url) => url.pathname === '/');

  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('#off-code').fill(await app.code());
  await page.locator('form', { has: page.locator('#off-code') }).locator('button[type=submit]').click();
  await page.waitForURL(/off=1/);
  // The other device was signed out, and the password is enough again.
  await other.goto('/profile');
  await other.waitForURL(/\/sign-in\?/);
  await fillSignIn(other, address);
  await other.waitForURL(/\/profile$/);
  // The welcome, on, off.
  await practice.mailsTo(address, /./, 3);
  expect(errors).toEqual([]);
}

test('a patient turns two-step sign-in on and off', async ({ browser, practice }) => {
  test.setTimeout(180_000);
  await patientsStory(browser, practice, 'fr', true);
});

test('a patient does the same in Vietnamese, without JavaScript', async ({ browser, practice }) => {
  test.setTimeout(180_000);
  await patientsStory(browser, practice, 'vi', false);
});
