// One's own photo: choosing a picture, cropping it by mouse and keyboard, what is refused, removing it.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

import { DOCTOR, expect, pageErrors, PATIENT, type Practice, setLanguage, signIn, test } from '../practice.ts';

/** A PNG of two colours, the left one first, made by the browser itself. */
async function picture(page: Page, width: number, height: number, left = '#c02020', right = '#2030c0'): Promise<Buffer> {
  const url = await page.evaluate(([width, height, left, right]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d')!;
    context.fillStyle = left as string;
    context.fillRect(0, 0, width as number, height as number);
    context.fillStyle = right as string;
    context.fillRect((width as number) / 2, 0, width as number, height as number);
    return canvas.toDataURL('image/png');
  }, [width, height, left, right]);
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

const choose = (page: Page, buffer: Buffer, name = 'me.png', mimeType = 'image/png') =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

const save = (page: Page) => page.locator('main button.primary[type=submit]').click();

/** How red the shown photo is at this part of its width, 0 to 255. */
const redAt = (page: Page, part: number) =>
  page.evaluate(async (part) => {
    const shown = document.querySelector<HTMLImageElement>('img.photo')!;
    await shown.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 100, height: 100 });
    const context = canvas.getContext('2d')!;
    context.drawImage(shown, 0, 0, 100, 100);
    return context.getImageData(Math.round(part * 99), 50, 1, 1).data[0]!;
  }, part);

async function opened(page: Page, practice: Practice, email: string, lang: string): Promise<void> {
  await signIn(page, email);
  await setLanguage(page, practice, lang);
  await page.goto('/profile');
  await page.locator('main a[href="/profile/photo"]').click();
  await page.waitForURL(/profile\/photo/);
}

for (const lang of ['en', 'vi']) {
  test(`a photo is cropped, saved, shown and removed (${lang})`, async ({ browser, practice }) => {
    const page = await (await practice.newContext(browser)).newPage();
    const errors = pageErrors(page);
    await opened(page, practice, DOCTOR, lang);
    const canvas = page.locator('canvas');
    await expect(canvas).toBeHidden();
    await choose(page, await picture(page, 800, 400));
    await expect(canvas).toBeVisible();
    await expect(canvas).toBeFocused();

    // Far to the left by keyboard: only the left colour is kept.
    for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press('ArrowLeft');
    await save(page);
    await page.waitForURL(/saved/);
    expect(await redAt(page, 0.05)).toBeGreaterThan(150);
    expect(await redAt(page, 0.95)).toBeGreaterThan(150);

    // Dragged to the left by the mouse: the right colour.
    await choose(page, await picture(page, 800, 400));
    await expect(canvas).toBeVisible();
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await page.locator('#zoom').fill('150');
    // The URL is the same afterwards: what tells is that the page loads again.
    await Promise.all([page.waitForEvent('load'), save(page)]);
    expect(await redAt(page, 0.05)).toBeLessThan(100);

    // Everybody sees it where the doctor is found.
    const guest = await (await practice.newContext(browser)).newPage();
    await guest.goto(`/doctors/${await practice.doctorId(DOCTOR)}`);
    await expect(guest.locator('main .person img[src*="/photo?v="]')).toBeVisible();

    await page.locator('main form[action="/fn/files/remove-photo"] button').click();
    await page.waitForURL(/removed/);
    await expect(page.locator('img.photo')).toHaveCount(0);
    expect(errors).toEqual([]);
  });
}

test('what is no picture is refused with a sentence', async ({ browser, practice }) => {
  const page = await (await practice.newContext(browser)).newPage();
  await opened(page, practice, PATIENT, 'en');
  await choose(page, readFileSync(import.meta.filename), 'me.jpg', 'image/jpeg');
  await expect(page.locator('canvas')).toBeHidden();
  await save(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Only JPEG, PNG and WebP' })).toBeVisible();
  // Nothing chosen: the form itself says so.
  await page.goto('/profile/photo');
  await save(page);
  await expect(page.locator('.error-summary')).toBeVisible();
});

test('a photo is saved without JavaScript', async ({ browser, practice }) => {
  const page = await (await practice.newContext(browser, { javaScriptEnabled: false })).newPage();
  const maker = await (await practice.newContext(browser)).newPage();
  await maker.goto('/offline');
  await opened(page, practice, PATIENT, 'en');
  await choose(page, await picture(maker, 300, 200));
  await save(page);
  await page.waitForURL(/saved/);
  await expect(page.locator('img.photo')).toBeVisible();
  await choose(page, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'me.svg', 'image/svg+xml');
  await save(page);
  await expect(page.locator('.error-summary')).toContainText('Only JPEG, PNG and WebP');
  await page.locator('main form[action="/fn/files/remove-photo"] button').click();
  await page.waitForURL(/removed/);
});
