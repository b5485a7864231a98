import type { Page } from '@playwright/test';
import { pageErrors, expect, PATIENT, signIn, setLanguage, test } from '../practice.ts';
import { enter, ROLES, type RoleName, visits } from '../pages.ts';

/** The page as lines: elements with their attributes, and texts; without parts that may differ (scripts, comments, nonces). */
async function lines(page: Page, html?: string): Promise<string[]> {
  return page.evaluate((served) => {
    const root = served === undefined ? document : new DOMParser().parseFromString(served, 'text/html');
    const out: string[] = [];
    const walk = (node: Element, depth: string): void => {
      const attributes = Array.from(node.attributes)
        // A button that needs JavaScript is hidden until hydration.
        .filter(({ name }) => name !== 'nonce' && !name.startsWith('data-hk') && !(name === 'hidden' && node.localName === 'button'))
        .map(({ name, value }) => `${name}="${name === 'style' ? value.replace(/\s+/g, '') : value}"`)
        .sort();
      out.push(`${depth}<${[node.localName, ...attributes].join(' ')}>`);
      let text = '';
      const say = (): void => {
        const words = text.replace(/\s+/g, ' ').trim();
        if (words) out.push(`${depth} ${words}`);
        text = '';
      };
      for (const child of Array.from(node.childNodes)) {
        if (child.nodeType === Node.TEXT_NODE) text += child.textContent ?? '';
        else if (child.nodeType === Node.ELEMENT_NODE && !['script', 'style', 'template', 'link', 'noscript'].includes((child as Element).localName)) {
          say();
          walk(child as Element, `${depth} `);
        }
      }
      say();
    };
    walk(root.body, '');
    return out;
  }, html);
}

for (const role of Object.keys(ROLES) as RoleName[]) {
  test(`every page of ${role} stands after hydration as it was served`, async ({ browser, practice, viewport, locale, timezoneId }) => {
    test.slow();
    const page = await enter(role, browser, practice, { viewport, locale, timezoneId });
    // The server knows the browser's time zone from the second page on.
    await page.goto('/');
    const errors = pageErrors(page);
    for (const { name, path } of (await visits(practice, role)).filter((visit) => !visit.still)) {
      await test.step(`${name} ${path}`, async () => {
        errors.length = 0;
        const response = await page.goto(path, { waitUntil: 'networkidle' });
        const served = (await response?.text()) ?? '';
        expect(response?.status(), path).toBe(['not-found', 'no-such-doctor'].includes(name) ? 404 : 200);
        await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
        const expected = await lines(page, served);
        expect(expected.length).toBeGreaterThan(10);
        expect(await lines(page), `${path}: what stands, and what was served`).toEqual(expected);
        // Chromium itself logs every 404 response.
        expect(errors.filter((line) => !line.includes('404 (Not Found)')), path).toEqual([]);
        await expect(page).toHaveTitle(/./);
      });
    }
    await page.context().close();
  });
}

test('what is typed before hydration stays', async ({ browser, practice, viewport, locale, timezoneId }) => {
  // Requests of a service worker cannot be held back here.
  const context = await practice.newContext(browser, { viewport, locale, timezoneId, serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto('/doctors?place=Tirana');
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await context.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.locator('main input[name=q]').fill('cardio');
  await page.locator('main summary').click();
  await page.locator('main input[name=place]').fill('Paris');
  await page.locator('main select[name=kind]').selectOption('video');
  expect(await page.evaluate(() => performance.getEntriesByName('hydrated').length)).toBe(0);
  release();
  await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
  await expect(page.locator('main input[name=q]')).toHaveValue('cardio');
  await expect(page.locator('main input[name=place]')).toHaveValue('Paris');
  await expect(page.locator('main select[name=kind]')).toHaveValue('video');
  // From here on the fields follow the URL.
  await page.locator('main details button[type=submit]').click();
  await page.waitForURL(/q=cardio/);
  await page.goBack();
  await expect(page.locator('main input[name=q]')).toHaveValue('');
  await expect(page.locator('main input[name=place]')).toHaveValue('Tirana');
  await expect(page.locator('main select[name=kind]')).toHaveValue('');
  await context.close();
});

test('a page whose code cannot be loaded says so and loads again, or works as without JavaScript', async ({ browser, practice, viewport, locale, timezoneId }) => {
  // Requests of a service worker cannot be refused here.
  const context = await practice.newContext(browser, { viewport, locale, timezoneId, serviceWorkers: 'block' });
  const page = await context.newPage();
  const hydrated = () => page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
  await signIn(page, PATIENT);
  await setLanguage(page, practice, 'en');
  let refuses = true;
  await context.route(/\/(split|chunk)_[^/]*\.wasm$/, (route) => (refuses ? route.abort() : route.continue()));

  await page.goto('/doctors');
  await hydrated();
  await page.locator('.main-nav a[href="/appointments"]').click();
  await expect(page.getByText('The practice cannot be reached')).toBeVisible();
  refuses = false;
  await page.getByRole('button', { name: 'Try again' }).or(page.getByRole('link', { name: 'Try again' })).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Appointments' })).toBeVisible();
  await hydrated();

  refuses = true;
  await page.goto('/profile', { waitUntil: 'networkidle' });
  expect(await page.evaluate(() => performance.getEntriesByName('hydrated').length)).toBe(0);
  await page.locator('main a[href="/profile/edit"]').click();
  await expect(page).toHaveURL(/\/profile\/edit$/);
  await page.getByLabel('Phone', { exact: false }).first().fill('+33 1 23 45 67 89');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('+33 1 23 45 67 89');
  await context.close();
});
