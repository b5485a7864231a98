import axe, { type RunOptions } from 'axe-core';
import type { Page } from '@playwright/test';
import { expect, inScheme, signIn, setLanguage, test } from '../practice.ts';
import { enter, ROLES, type RoleName, visits } from '../pages.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const ALL: RunOptions['runOnly'] = { type: 'tag', values: TAGS };
/** The rules whose result depends on colours. */
const COLOURS: RunOptions['runOnly'] = {
  type: 'rule',
  values: axe.getRules(TAGS).filter(({ tags }) => tags.includes('cat.color')).map(({ ruleId }) => ruleId),
};

/** A desktop and a phone. No script of the pages reads the width, so a page is loaded once and then resized. */
const SCREENS = [{ width: 1280, height: 900 }, { width: 390, height: 844 }] as const;

/** What every rule reads except those about colours: the document, and for each element its box and whether it is shown. */
function shape(page: Page): Promise<string> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll('*')].map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      const { display, visibility, opacity, overflow, position, clipPath } = getComputedStyle(one);
      return [x, y, width, height, display, visibility, opacity, overflow, position, clipPath].join(' ');
    });
    return [document.documentElement.outerHTML, ...boxes].join('\n');
  });
}

/**
 * What axe finds on the current page, in light and dark. It runs in the page itself: @axe-core/playwright opens a second page for
 * every result, for frames, which there are none of. In dark only the rules about colours run, if nothing but colours has changed.
 */
async function breaches(page: Page, where: string): Promise<string[]> {
  expect(page.frames().length, `${where}: frames are not checked`).toBe(1);
  const found: string[] = [];
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const look = async (colorScheme: string, runOnly: RunOptions['runOnly']): Promise<void> => {
    const options: RunOptions = { runOnly, resultTypes: ['violations'] };
    const { violations } = await page.evaluate((wanted) => (window as unknown as { axe: typeof axe }).axe.run(document, wanted), options);
    for (const { id, help, nodes } of violations) {
      found.push(`${where} (${colorScheme}) ${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    }
  };
  await inScheme(page, 'light');
  const light = await shape(page);
  await look('light', ALL);
  await inScheme(page, 'dark');
  await look('dark', (await shape(page)) === light ? COLOURS : ALL);
  return found;
}

/** How many pixels the page is wider than its window. */
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const role of Object.keys(ROLES) as RoleName[]) {
  test(`every page of ${role} keeps to WCAG 2.2 AA at any width`, async ({ browser, practice, locale, timezoneId }) => {
    test.slow();
    const page = await enter(role, browser, practice, { viewport: SCREENS[0], locale, timezoneId, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const { path, still } of await visits(practice, role)) {
      await page.setViewportSize(SCREENS[0]);
      // As it is checked first: on a busy machine a change of colours may still be on its way.
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(path);
      if (!still) await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        found.push(...(await breaches(page, `${path} at ${screen.width}`)));
      }
      for (const width of [...SCREENS.map((screen) => screen.width), 320]) {
        await page.setViewportSize({ width, height: 800 });
        const wider = await overflow(page);
        if (wider > 0) found.push(`${path} is ${wider} px wider than a screen of ${width}`);
      }
      // Text at 200 %, in a window half as wide.
      await page.setViewportSize({ width: 640, height: 800 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      const large = await overflow(page);
      if (large > 0) found.push(`${path} is ${large} px wider than its window with text at 200 %`);
    }
    // The dialog that doctors and staff have on every page.
    if ((await page.locator('.jump').count()) > 0) {
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        await page.goto('/');
        await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
        await page.keyboard.press('Control+k');
        await expect(page.locator('#jump')).toBeFocused();
        found.push(...(await breaches(page, `the dialog to jump at ${screen.width}`)));
      }
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
  await setLanguage(page, practice, 'en');
  const doctor = await practice.doctorId('dr.martin@demo.praxis.example');
  const slot = await practice.freeSlot(doctor, 9, 'lucie@demo.praxis.example');
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
