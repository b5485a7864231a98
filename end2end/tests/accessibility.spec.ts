import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, inScheme, signIn, speak, test } from '../practice.ts';
import { enter, ROLES, type RoleName, visits } from '../pages.ts';

/** What axe finds on the current page, in light and dark. */
async function breaches(page: Page, where: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await inScheme(page, colorScheme);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    for (const { id, help, nodes } of violations) {
      found.push(`${where} (${colorScheme}) ${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    }
  }
  return found;
}

for (const role of Object.keys(ROLES) as RoleName[]) {
  test(`every page of ${role} keeps to WCAG 2.2 AA`, async ({ browser, practice, viewport, locale, timezoneId }) => {
    test.slow();
    const page = await enter(role, browser, practice, { viewport, locale, timezoneId, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const { path } of await visits(practice, role)) {
      await page.goto(path, { waitUntil: 'networkidle' });
      found.push(...(await breaches(page, path)));
      for (const width of [viewport?.width ?? 1280, 320]) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) found.push(`${path} is ${overflow} px wider than a screen of ${width}`);
      }
      // Text at 200 %, in a window half as wide.
      await page.setViewportSize({ width: 640, height: 800 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      const large = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (large > 0) found.push(`${path} is ${large} px wider than its window with text at 200 %`);
      if (viewport) await page.setViewportSize(viewport);
    }
    // The dialog that doctors and staff have on every page.
    if ((await page.locator('.jump').count()) > 0) {
      await page.goto('/', { waitUntil: 'networkidle' });
      await page.keyboard.press('Control+k');
      await expect(page.locator('#jump')).toBeFocused();
      found.push(...(await breaches(page, 'the dialog to jump')));
    }
    expect(found).toEqual([]);
    await page.context().close();
  });
}

test('the page of the API keeps to WCAG 2.2 AA, fits a narrow phone and loads nothing from elsewhere', async ({ browser, practice, viewport }) => {
  test.slow();
  const context = await practice.newContext(browser, { viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/api/docs', { waitUntil: 'networkidle' });
  expect(await breaches(page, '/api/docs')).toEqual([]);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')].map((link) => link.hash).filter((hash) => !document.getElementById(hash.slice(1))));
  expect(broken).toEqual([]);
  expect(asked.filter((path) => path !== '/api/docs' && path !== '/favicon.svg' && !/^\/assets\/[^/]+\/praxis\.css$/.test(path))).toEqual([]);
  expect(said).toEqual([]);
  await context.close();
});

test('a booking by keyboard alone', async ({ browser, practice, viewport, locale, timezoneId }) => {
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  await signIn(page, 'lucie@demo.praxis.example');
  await speak(page, practice, 'en');
  const doctor = await practice.doctorId('dr.martin@demo.praxis.example');
  const slot = await practice.freeSlot(doctor, 9);
  await page.goto(`/doctors/${doctor}`, { waitUntil: 'networkidle' });
  /** Presses Tab until this has the focus. */
  const reach = async (selector: string): Promise<void> => {
    for (let presses = 0; presses < 300; presses += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached by Tab`);
  };
  const day = new Date(slot.starts_at).toLocaleDateString('sv-SE', { timeZone: timezoneId });
  await reach(`.month a[href$="day=${day}"]`);
  await page.keyboard.press('Enter');
  await expect(page.locator('.month a[aria-current]')).toBeFocused();
  await reach(`a[href="/book/${slot.id}"]`);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/book\//);
  await reach('textarea[name=reason]');
  await page.keyboard.type('A check-up');
  await reach('main form button[type=submit]');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/booked=1/);
  await expect(page.getByText('Your appointment is booked')).toBeVisible();
  await context.close();
});
