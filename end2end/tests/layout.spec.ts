// Layouts with extreme content: names without line breaks, the narrowest screen, the lowest window, wider letters than those of
// the installed fonts. It has its own practice, because such names would appear in other tests' lists.
import type { BrowserContext, Page } from '@playwright/test';
import { ADMIN, DOCTOR, expect, inScheme, PASSWORD, PATIENT, Practice, signIn, setLanguage, test } from '../practice.ts';

const long = (letter: string, count: number): string => letter.repeat(count);
const LONG_PATIENT = `${long('p', 60)}@example.org`;
const LONG_DOCTOR = `${long('d', 60)}@example.org`;
const LONG_PENDING = `${long('w', 60)}@example.org`;

/** Paths by the account that opens them. */
type Places = Record<string, { email: string | undefined; paths: string[] }>;

/** A patient, a doctor and a pending doctor with the longest possible names, and an appointment. */
async function settle(practice: Practice, page: Page): Promise<Places> {
  const register = (body: object) => practice.api('/auth/register', undefined, 'POST', { password: PASSWORD, ...body });
  await register({ role: 'patient', email: LONG_PATIENT, full_name: long('Wm', 60), date_of_birth: '1980-02-03', gender: 'female', phone: '+355 69 123 4567' });
  const doctor = {
    role: 'doctor', specialty: 'general_practice', licence_number: long('X', 64), experience_years: 9, location: long('L', 200), time_zone: 'Europe/Tirane',
  };
  await register({ ...doctor, email: LONG_DOCTOR, full_name: long('Qw', 60) });
  await register({ ...doctor, email: LONG_PENDING, full_name: long('Mw', 60) });
  await signIn(page, ADMIN);
  await setLanguage(page, practice, 'en');
  await page.goto('/doctor-applications');
  await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
  const approve = page.locator('main li, main article').filter({ hasText: long('Qw', 60) }).getByRole('button', { name: /^Approve/ }).first();
  await approve.click();
  // The message about it contains the name.
  await expect(page.locator('.toast')).toContainText(long('Qw', 60));
  expect(await tooWide(page)).toEqual([]);

  const token = await practice.token(LONG_DOCTOR);
  const id = (await practice.api<{ id: string }>('/me', token)).id;
  const at = (hours: number): string => new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + hours * 3_600_000).toISOString();
  const slots: string[] = [];
  for (const hour of [57, 58, 59]) {
    slots.push((await practice.api<{ id: string }>('/me/slots', token, 'POST', { starts_at: at(hour), ends_at: at(hour + 0.5), kind: 'in_person' })).id);
  }
  const [first, second] = slots;
  const book = { slot_id: first, reason: long('R', 200) };
  const appointment = (await practice.api<{ id: string }>('/appointments', await practice.token(LONG_PATIENT), 'POST', book)).id;
  const week = `/schedule?week=${at(57).slice(0, 10)}&day=${at(57).slice(0, 10)}`;
  const public_ = ['/', '/doctors', `/doctors?q=${long('Qw', 20)}`, `/doctors/${id}`];
  const own = ['/', '/profile', '/profile/edit', '/notifications', '/appointments', `/appointments/${appointment}`];
  return {
    anybody: { email: undefined, paths: [...public_, '/sign-in', '/register', '/register/doctor', '/design', '/nothing/here'] },
    patient: { email: LONG_PATIENT, paths: [...public_.slice(1), ...own, `/appointments/${appointment}?ask=cancel`, `/book/${second}`, '/offline'] },
    doctor: { email: LONG_DOCTOR, paths: [...own, '/profile/practice', '/schedule', week, '/schedule?ask=add', `/schedule/${second}`] },
    pending: { email: LONG_PENDING, paths: ['/', '/profile', '/profile/edit', '/profile/practice'] },
    admin: { email: ADMIN, paths: ['/', '/appointments?period=all', `/appointments/${appointment}`, `/appointments/${appointment}/move`, '/doctor-applications', '/notifications'] },
  };
}

/** What overflows the right edge of the window: the page itself, or its text. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // A new size takes effect with the next frame.
    for (let frames = 0; frames < 2; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide, its window ${clientWidth}`] : [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      const parent = node.parentElement;
      if (!node.textContent?.trim() || !parent?.checkVisibility() || parent.closest('.visually-hidden, pre, script, style, thead, .brand')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { right, left, width } = range.getBoundingClientRect();
      if (width > 1 && (right > clientWidth + 1 || left < -1)) {
        found.push(`“${node.textContent.trim().slice(0, 20)}” in ${parent.localName}.${parent.className} reaches from ${Math.round(left)} to ${Math.round(right)} of ${clientWidth}`);
      }
    }
    return found;
  });
}

/** Parts of focused elements that are covered by others, going through the page with Tab. */
async function covered(page: Page): Promise<string[]> {
  const found = new Set<string>();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const focused = document.activeElement;
      if (!focused || focused === document.body) return null;
      if (focused.matches('.skip, input[type=checkbox], input[type=radio]')) return '';
      const { left, right, top, bottom } = focused.getBoundingClientRect();
      const x = Math.min(Math.max((left + right) / 2, 1), innerWidth - 1);
      // A field with several lines is visible if any line is: the browser scrolls to the one with the cursor.
      const heights = bottom - top > 60 ? [top + 8, (top + bottom) / 2, bottom - 8] : [(top + bottom) / 2];
      let under = '';
      for (const y of heights) {
        const over = document.elementFromPoint(x, y);
        if (over && (focused.contains(over) || over.contains(focused))) return '';
        const bar = over?.closest('.top, .main-nav, .toasts, .notices');
        if (bar && !bar.contains(focused)) under = `${focused.localName}.${focused.className} is under ${bar.className}`;
      }
      return under;
    });
    if (said === null) break;
    if (said) found.add(said);
  }
  return [...found];
}

/** The share of the window's height that fixed and sticky bars take. */
function barsShare(page: Page): Promise<number> {
  return page.evaluate(() => {
    const bars = [...document.querySelectorAll('body *')].filter((one) => /^(fixed|sticky)$/.test(getComputedStyle(one).position) && one.checkVisibility() && !one.closest('dialog'));
    const heights = bars.map((bar) => bar.getBoundingClientRect()).filter(({ height, width }) => width > innerWidth / 2 && height > 5);
    return heights.reduce((sum, { height }) => sum + height, 0) / innerHeight;
  });
}

// 320 × 225 is a screen of 1280 × 900 at 400 %, 640 × 450 at 200 %.
const SIZES = [[1280, 900], [640, 450], [390, 844], [320, 225]] as const;

test('names that nothing breaks, wide letters and large ones widen no page at any width', async ({ browser, locale, timezoneId }) => {
  test.setTimeout(300_000);
  const practice = await Practice.open();
  const open = async (): Promise<[BrowserContext, Page]> => {
    const context = await practice.newContext(browser, { locale, timezoneId, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
    return [context, await context.newPage()];
  };
  const [settling, first] = await open();
  const places = await settle(practice, first);
  await settling.close();
  const found: string[] = [];
  for (const [role, { email, paths }] of Object.entries(places)) {
    const [context, page] = await open();
    if (email) await signIn(page, email);
    await setLanguage(page, practice, 'en');
    for (const path of paths) {
      await page.goto(path, { waitUntil: 'networkidle' });
      const look = async (what: string): Promise<void> => {
        for (const said of (await tooWide(page)).slice(0, 5)) found.push(`${role} ${path} ${what}: ${said}`);
      };
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await look(`at ${width}`);
        if (height < 500 && (await barsShare(page)) > 0.25) found.push(`${role} ${path}: bars take more than a quarter of ${width} × ${height}`);
      }
      // The letter spacing of WCAG 1.4.12: wider than any font that may be installed.
      await page.evaluate(() => document.documentElement.style.setProperty('letter-spacing', '0.12em'));
      await look('at 320 with wide letters');
      await page.evaluate(() => document.documentElement.style.removeProperty('letter-spacing'));
      // Text at 200 %.
      await page.setViewportSize({ width: 640, height: 450 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      await look('with text at 200 %');
    }
    if (role === 'doctor' || role === 'admin') {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto('/', { waitUntil: 'networkidle' });
      await page.keyboard.press('Control+k');
      await page.keyboard.type('Wm');
      await expect(page.locator('.jump-places .row').first()).toBeVisible();
      for (const said of await tooWide(page)) found.push(`${role} the dialog to jump: ${said}`);
    }
    await context.close();
  }
  await practice.close();
  expect(found).toEqual([]);
});

test('what has the focus is under no bar at any width, at 200 % and at 400 %', async ({ browser, practice, locale, timezoneId }) => {
  test.slow();
  const found: string[] = [];
  const doctor = await practice.doctorId(DOCTOR);
  for (const [email, paths] of [[undefined, ['/doctors', '/register']], [PATIENT, [`/doctors/${doctor}`]], [DOCTOR, ['/schedule', '/profile/practice']]] as const) {
    const context = await practice.newContext(browser, { locale, timezoneId, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    if (email) await signIn(page, email);
    await setLanguage(page, practice, 'en');
    for (const path of paths) {
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await page.goto(path, { waitUntil: 'networkidle' });
        await inScheme(page, 'light');
        for (const said of await covered(page)) found.push(`${path} at ${width} × ${height}: ${said}`);
      }
    }
    await context.close();
  }
  expect(found).toEqual([]);
});
