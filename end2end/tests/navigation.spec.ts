// Navigation, back and reload: the page is the same, the reader is at its start, and nothing is lost.
import type { Page } from '@playwright/test';
import { ADMIN, pageErrors, DOCTOR, expect, PATIENT, signIn, setLanguage, test } from '../practice.ts';
import { enter, ROLES, type RoleName, visits } from '../pages.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const awake = (page: Page) => page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);

for (const role of Object.keys(ROLES) as RoleName[]) {
  test(`every page of ${role} is the same after a reload and after coming back`, async ({ browser, practice, viewport, locale, timezoneId }) => {
    test.slow();
    const page = await enter(role, browser, practice, { viewport, locale, timezoneId });
    const errors = pageErrors(page);
    for (const { path } of (await visits(practice, role)).filter((visit) => !visit.still)) {
      await page.goto(path);
      await awake(page);
      const title = await page.title();
      const words = await heading(page).textContent();
      await page.reload();
      await awake(page);
      await expect(page, path).toHaveTitle(title);
      await expect(heading(page)).toHaveText(words ?? '');
      if (path === '/') continue;
      // A dialog that the URL opens covers the page.
      if ((await page.locator('dialog:modal').count()) > 0) await page.keyboard.press('Escape');
      // By the router, so that the page is rendered in the browser; going back renders it there again.
      await page.locator('.brand').click();
      await expect(page).toHaveURL('/');
      await page.goBack();
      await expect(page).toHaveURL(path);
      await expect(heading(page)).toHaveText(words ?? '');
      await expect(page, path).toHaveTitle(title);
    }
    expect(errors.filter((line) => !line.includes('404 (Not Found)'))).toEqual([]);
    await page.context().close();
  });
}

test('the reader stands at the start of each new page, and nothing jumps', async ({ browser, practice, viewport, locale, timezoneId }) => {
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  await page.goto('/', { waitUntil: 'networkidle' });
  await awake(page);
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) shifts.push(entry.value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Find' }).click();
  await expect(heading(page)).toHaveText('Find a doctor');
  await expect(page.locator('#main')).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.locator('.doctor-card h3 a').first().click();
  await expect(page.locator('.month')).toBeVisible();
  await expect(page.locator('#main')).toBeFocused();
  // Selecting another day moves neither the page nor the focus.
  const other = await page.locator('.month a:not([aria-current])').first().getAttribute('href');
  const day = page.locator(`.month a[href="${other}"]`);
  await day.click();
  await expect(day).toHaveAttribute('aria-current', 'date');
  await expect(day).toBeFocused();
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((sum, one) => sum + one, 0));
  expect(shifts).toBeLessThan(0.1);
  await context.close();
});

test('a dialog holds the focus, gives it back, and shows what is wrong inside', async ({ browser, practice, viewport, locale, timezoneId }) => {
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  await signIn(page, DOCTOR);
  await setLanguage(page, practice, 'en');
  await page.goto('/schedule');
  await awake(page);
  const button = page.getByRole('button', { name: 'Add a time' });
  await button.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a time' });
  await expect(dialog).toBeVisible();
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    // The browser's toolbar may have the focus for one key press, the page below never.
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true);
  }
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByText('There is a problem')).toBeVisible();
  await expect(dialog.getByRole('alert')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await context.close();
});

test('a time that was deleted comes back when one takes it back', async ({ browser, practice, viewport, locale, timezoneId }, info) => {
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  const email = 'dr.gashi@demo.praxis.example';
  await signIn(page, email);
  await setLanguage(page, practice, 'en');
  const slot = await practice.freeSlot(await practice.doctorId(email), info.project.name === 'phone' ? 5 : 7);
  const day = slot.starts_at.slice(0, 10);
  await page.goto(`/schedule?week=${day}&day=${day}`);
  await awake(page);
  const free = page.locator('.day.shown details.day-slot');
  const count = await free.count();
  const time = (await free.first().locator('time').textContent())?.trim() ?? '';
  await free.first().locator('summary').click();
  await free.first().getByRole('button', { name: /^Delete/ }).click();
  await expect(free).toHaveCount(count - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(free).toHaveCount(count);
  await expect(free.first().locator('time')).toHaveText(time);
  await expect(page.getByText('The time is back.')).toBeVisible();
  await context.close();
});

test('a double press books once, and going back does not book again', async ({ browser, practice, viewport, locale, timezoneId }, info) => {
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  await signIn(page, PATIENT);
  await setLanguage(page, practice, 'en');
  const doctor = await practice.doctorId('dr.oconnell@demo.praxis.example');
  const slot = await practice.freeSlot(doctor, info.project.name === 'phone' ? 11 : 13, PATIENT);
  await page.goto(`/book/${slot.id}`);
  await awake(page);
  const reason = `A double press on a ${info.project.name}`;
  await page.getByLabel('Reason for the visit').fill(reason);
  await page.getByRole('button', { name: 'Request appointment', exact: true }).dblclick();
  await expect(page).toHaveURL(/booked=1/);
  await page.goBack();
  await expect(page.getByText('You have booked this time')).toBeVisible();
  const mine = await practice.api<{ items: { reason: string }[] }>('/appointments?period=upcoming', await practice.token(PATIENT));
  expect(mine.items.filter((one) => one.reason === reason).length).toBe(1);
  await context.close();
});

test('staff go to a patient by a few letters, and through lists by single keys', async ({ browser, practice, viewport, hasTouch, isMobile, locale, timezoneId }) => {
  const context = await practice.newContext(browser, { viewport, hasTouch, isMobile, locale, timezoneId });
  const page = await context.newPage();
  await signIn(page, ADMIN);
  await setLanguage(page, practice, 'en');
  await page.goto('/appointments');
  await awake(page);
  const links = page.locator('.table tbody a');
  for (const [key, place] of [['j', 0], ['j', 1], ['k', 0], ['k', 0]] as const) {
    await page.keyboard.press(key);
    await expect(links.nth(place)).toBeFocused();
  }
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Jump to a page or a patient' });
  await expect(dialog.getByLabel('Page or patient')).toBeFocused();
  // Accents do not matter.
  await page.keyboard.type('dang quang');
  const found = dialog.getByRole('link', { name: /Đặng Quang Minh/ });
  await expect(found).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(found).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/appointments\/[0-9a-f-]{36}$/);
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('main').getByText('Đặng Quang Minh').first()).toBeVisible();

  await page.getByRole('button', { name: 'Jump to…' }).click();
  await page.keyboard.type('notif');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/notifications$/);
  // The switch is only shown with a keyboard.
  const single = page.locator('#single-keys');
  await single.evaluate((box: HTMLInputElement) => box.click());
  await page.goto('/appointments');
  await awake(page);
  await expect(single).not.toBeChecked();
  await page.keyboard.press('j');
  await expect(links.first()).not.toBeFocused();
  await context.close();
});
