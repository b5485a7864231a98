// Without a connection, and with a new version: nothing is lost, and no personal data stays behind. The browser uses a small proxy,
// which can drop connections, delay pages, and serve the service worker as that of the next build.
import type { BrowserContext, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageErrors, DOCTOR, expect, fillSignIn, PATIENT, type Practice, signIn, setLanguage, test as base } from '../practice.ts';

class Street {
  private constructor(readonly url: string, private readonly server: Server) {}

  /** `gone`: connections are dropped; `slow`: the delay of pages in milliseconds; `next`: the tag of another build for the worker. */
  gone = false;
  slow = 0;
  next = '';

  static async open(practice: Practice): Promise<Street> {
    const pass = (asked: IncomingMessage, answered: ServerResponse): void => {
      const worker = asked.url === '/sw.js' && street.next !== '';
      const headers = worker ? { ...asked.headers, 'accept-encoding': 'identity' } : asked.headers;
      const passed = request(practice.url + asked.url, { method: asked.method, headers }, (answer) => {
        answered.writeHead(answer.statusCode ?? 502, answer.headers);
        if (!worker) {
          answer.pipe(answered);
          return;
        }
        // All tags have the same length.
        answer.on('data', (part: Buffer) => answered.write(part.toString().replace(/const TAG = '[0-9a-f]+'/, `const TAG = '${street.next}'`)));
        answer.on('end', () => answered.end());
      });
      passed.on('error', () => asked.socket.destroy());
      asked.pipe(passed);
    };
    const server = createServer((asked, answered) => {
      if (street.gone) asked.socket.destroy();
      else setTimeout(pass, asked.headers.accept?.includes('text/html') ? street.slow : 0, asked, answered);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const street = new Street(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
    return street;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

const test = base.extend<{ street: Street; context: BrowserContext; page: Page }>({
  street: async ({ practice }, use) => {
    const street = await Street.open(practice);
    await use(street);
    await street.close();
  },
  context: async ({ browser, street, viewport, locale, timezoneId }, use) => {
    const context = await browser.newContext({ baseURL: street.url, viewport, locale, timezoneId, serviceWorkers: 'allow' });
    await use(context);
    await context.close();
  },
  page: async ({ context }, use) => {
    await use(await context.newPage());
  },
});

/** The contents of all caches, by path. */
const caches = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const all: Record<string, string> = {};
    for (const name of await window.caches.keys()) {
      const cache = await window.caches.open(name);
      for (const { url } of await cache.keys()) {
        const answer = await cache.match(url);
        all[url.slice(location.origin.length)] = /css|js|wasm|json/.test(url) ? '' : ((await answer?.text()) ?? '');
      }
    }
    return all;
  });

/** Waits until the worker controls the page, and `right` accepts the copy of the offline page. */
async function ready(page: Page, right: (copy: string) => boolean = (copy) => copy !== ''): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect.poll(async () => right((await caches(page))['/offline'] ?? ''), { message: 'the copy', timeout: 20_000 }).toBe(true);
}

async function booked(practice: Practice, nth: number): Promise<void> {
  const slot = await practice.freeSlot(await practice.doctorId(DOCTOR), nth, PATIENT);
  await practice.api('/appointments', await practice.token(PATIENT), 'POST', { slot_id: slot.id, reason: 'A cough that nobody is told of' });
}

async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
}

test('without a connection, what is known stands at every address, and the page comes back', async ({ page, context, practice, street }) => {
  await booked(practice, 12);
  await setLanguage(page, { url: street.url } as Practice, 'en');
  await signIn(page, PATIENT);
  await setLanguage(page, { url: street.url } as Practice, 'en');
  await page.goto('/');
  await ready(page, (copy) => copy.includes('Hoxha') && copy.includes('<html lang="en"'));
  const kept = await caches(page);
  expect(kept['/offline']).not.toContain('A cough');
  expect(Object.keys(kept).filter((path) => !/^\/assets\/[0-9a-f]{16}\//.test(path)).sort()).toEqual(['/offline', '/offline?plain']);
  // The main module of the client's code, and one language.
  await expect.poll(async () => Object.keys(await caches(page)).map((path) => path.split('/').pop()).sort())
    .toEqual(['__wasm_split.js', 'en.json', 'offline', 'offline?plain', 'page.js', 'praxis.css', 'praxis.js', 'praxis_bg.wasm']);

  const errors = pageErrors(page);
  await context.setOffline(true);
  await expect(page.getByText('No connection. What you write stays here.')).toBeVisible();
  await page.goto('/notifications');
  await expect(page).toHaveURL(`${street.url}/notifications`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await expect(page.getByRole('main')).toContainText('Hoxha');
  await expect(page.getByRole('main')).toContainText('As of');
  await expect(page.getByRole('main')).not.toContainText('A cough');
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page).toHaveURL(`${street.url}/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await page.goBack();
  await expect(page).toHaveURL(`${street.url}/notifications`);
  expect(errors.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);

  await context.setOffline(false);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('No connection');
  await expect(page).toHaveURL(`${street.url}/notifications`);
  await expect(page.getByText('No connection. What you write stays here.')).toBeHidden();
});

test('a practice that does not answer is told alike, and a slow page is cut short once', async ({ page, street }) => {
  test.slow();
  await page.goto('/');
  await ready(page);
  street.gone = true;
  await page.goto('/doctors');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  street.gone = false;
  // The browser gets no event; the page polls.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Find a doctor', { timeout: 30_000 });
  street.slow = 10_000;
  await page.goto('/register');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('No connection', { timeout: 20_000 });
  await expect(page.getByLabel('Full name')).toBeVisible();
});

test('after signing out nothing of the person is left in the browser', async ({ page, practice, street }) => {
  await booked(practice, 14);
  await signIn(page, PATIENT);
  await ready(page, (copy) => copy.includes('Hoxha'));
  await page.goto('/profile');
  await page.locator('form[action="/fn/accounts/sign-out"] button').click();
  await expect(page).toHaveURL(`${street.url}/`);
  for (const [path, text] of Object.entries(await caches(page))) expect(text, path).not.toMatch(/Hoxha|Ana /);
  await ready(page, (copy) => copy.includes('data-who=""'));
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('after signing out the offline page is in the language that the reader had', async ({ page, context, street }) => {
  // The account's language is Vietnamese, the browser's is English.
  await signIn(page, 'minh@demo.praxis.example');
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await ready(page, (copy) => copy.includes('<html lang="vi"'));
  await page.goto('/profile');
  await page.locator('form[action="/fn/accounts/sign-out"] button').click();
  await expect(page).toHaveURL(`${street.url}/`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await ready(page, (copy) => copy.includes('data-who=""'));
  await context.setOffline(true);
  await page.goto('/doctors');
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Không có kết nối');
  await context.setOffline(false);
});

test('who has never signed in has the offline page in the language of the pages', async ({ browser, street, viewport }) => {
  const context = await browser.newContext({ baseURL: street.url, viewport, locale: 'fr-FR', serviceWorkers: 'allow' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await ready(page, (copy) => copy.includes('<html lang="fr"'));
  expect((await caches(page))['/offline?plain']).toContain('<html lang="fr"');
  await context.close();
});

test('a form that is sent without a connection keeps what was typed', async ({ page, context, practice, street }) => {
  const slot = await practice.freeSlot(await practice.doctorId('dr.martin@demo.praxis.example'), 20, 'lucie@demo.praxis.example');
  await signIn(page, 'lucie@demo.praxis.example');
  await setLanguage(page, { url: street.url } as Practice, 'en');
  await page.goto(`/book/${slot.id}`);
  await ready(page);
  await awake(page);
  const reason = page.locator('textarea[name=reason]');
  await reason.fill('A check-up');
  await context.setOffline(true);
  await page.locator('main form button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('The practice cannot be reached');
  await expect(reason).toHaveValue('A check-up');
  await context.setOffline(false);

  // A native form post: the browser knows that there is no connection, or the request fails.
  await page.goto('/profile/edit');
  await awake(page);
  const phone = page.locator('input[name=phone]');
  await phone.fill('+33 6 98 76 54 32');
  await context.setOffline(true);
  await page.locator('main form button[type=submit]').click();
  await expect(page.getByText('Nothing was sent')).toBeVisible();
  await expect(phone).toHaveValue('+33 6 98 76 54 32');
  await context.setOffline(false);
  await page.reload();
});

test('a form that the browser sent to a practice that is not there comes back as it was', async ({ page, street }) => {
  await page.goto('/register');
  await ready(page);
  await awake(page);
  await page.getByLabel('Full name').fill('Lan Nguyễn');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  street.gone = true;
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await expect(page.getByText('Nothing was sent')).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('correct horse');
  street.gone = false;
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByLabel('Full name')).toHaveValue('Lan Nguyễn');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('another language in mid-form keeps the form, without its password', async ({ page }) => {
  await page.goto('/register');
  await awake(page);
  await page.getByLabel('Full name').fill('Lan Nguyễn');
  await page.locator('input[name=birth_year]').fill('1987');
  await page.locator('select[name=gender]').selectOption('female');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Show the password' }).click();
  await page.getByRole('button', { name: /^Language/ }).click();
  await page.getByRole('button', { name: 'Tiếng Việt' }).first().click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await expect(page.locator('input[name=full_name]')).toHaveValue('Lan Nguyễn');
  await expect(page.locator('input[name=birth_year]')).toHaveValue('1987');
  await expect(page.locator('select[name=gender]')).toHaveValue('female');
  await expect(page.locator('input[name=password]')).toHaveValue('');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  // A reload restores the form again, but never the password.
  await page.reload();
  await expect(page.locator('input[name=full_name]')).toHaveValue('Lan Nguyễn');
  await expect(page.locator('input[name=password]')).toHaveValue('');
});

test('a registration that was left is not there for the next person at that computer', async ({ page }) => {
  await page.goto('/register');
  await awake(page);
  await page.getByLabel('Full name').fill('Lan Nguyễn');
  await page.locator('input[name=email]').fill('no address');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(page.getByText('There is a problem')).toBeVisible();
  await expect(page.locator('input[name=full_name]')).toHaveValue('Lan Nguyễn');
  const empty = async () => {
    await awake(page);
    await page.waitForTimeout(300);
    await expect(page.locator('input[name=full_name]')).toHaveValue('');
    await expect(page.getByText('There is a problem')).toBeHidden();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Lan');
  };
  await page.goto('/');
  await page.goto('/register');
  await empty();
  await page.locator('input[name=full_name]').fill('Lan Nguyễn');
  await page.goto('/');
  await page.goBack();
  await empty();
});

test('what is known of somebody ends an hour after the last contact', async ({ page, context, practice, street }) => {
  await booked(practice, 16);
  await signIn(page, PATIENT);
  await setLanguage(page, { url: street.url } as Practice, 'en');
  await page.goto('/');
  await ready(page, (copy) => copy.includes('Hoxha') && copy.includes('<html lang="en"'));
  await page.evaluate(async () => {
    const known = await window.caches.open('known');
    const copy = await known.match('/offline', { ignoreVary: true });
    const headers = { 'content-type': 'text/html', date: new Date(Date.now() - 61 * 60_000).toUTCString() };
    await known.put('/offline', new Response(await copy?.text(), { headers }));
  });
  await context.setOffline(true);
  await page.goto('/appointments');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No connection');
  await expect(page.getByRole('main')).not.toContainText('Hoxha');
  expect(Object.keys(await caches(page))).not.toContain('/offline');
  await context.setOffline(false);
});

test('whose session has run out signs in again and finds the form as it was', async ({ page, context, practice, street }) => {
  const slot = await practice.freeSlot(await practice.doctorId('dr.martin@demo.praxis.example'), 21, 'lucie@demo.praxis.example');
  await signIn(page, 'lucie@demo.praxis.example');
  await setLanguage(page, { url: street.url } as Practice, 'en');
  await page.goto(`/book/${slot.id}`);
  await awake(page);
  await page.locator('textarea[name=reason]').fill('A check-up');
  await context.clearCookies({ name: 'access' });
  await context.clearCookies({ name: 'refresh' });
  await page.locator('main form button[type=submit]').click();
  await page.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, 'lucie@demo.praxis.example');
  await expect(page).toHaveURL(new RegExp(`/book/${slot.id}`));
  await expect(page.locator('textarea[name=reason]')).toHaveValue('A check-up');
  // Another account does not see it.
  await page.locator('textarea[name=reason]').fill('Not for other eyes');
  await context.clearCookies({ name: 'access' });
  await context.clearCookies({ name: 'refresh' });
  await page.locator('main form button[type=submit]').click();
  await page.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, PATIENT);
  await awake(page);
  await page.waitForTimeout(300);
  await expect(page.locator('textarea[name=reason]')).toHaveValue('');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('a new version waits until it is asked for, and keeps the form', async ({ page, context, street }) => {
  await page.goto('/register');
  await ready(page);
  await awake(page);
  await page.getByLabel('Full name').fill('Lan Nguyễn');
  const notice = page.locator('.update-notice');
  await expect(notice).toBeHidden();
  const other = await context.newPage();
  await other.goto('/');
  await other.evaluate(() => { (window as unknown as { here: boolean }).here = true; });

  street.next = '0123456789abcdef';
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(notice).toBeHidden();
  await expect(page.getByLabel('Full name')).toHaveValue('Lan Nguyễn');
  await page.evaluate(() => { (window as unknown as { here: boolean }).here = true; document.getElementById('update-notice')!.hidden = false; });

  await page.getByRole('button', { name: 'Update now' }).click();
  await page.waitForFunction(() => !('here' in window) && performance.getEntriesByName('hydrated').length > 0);
  await expect(page.getByLabel('Full name')).toHaveValue('Lan Nguyễn');
  expect(await page.evaluate(() => window.caches.keys())).toContain('site-0123456789abcdef');
  expect((await page.evaluate(() => window.caches.keys())).filter((name) => name.startsWith('site-'))).toHaveLength(1);
  // The other page shows the notice, and is not reloaded.
  await expect(other.locator('.update-notice')).toBeVisible();
  expect(await other.evaluate(() => 'here' in window)).toBe(true);
});

test('a browser would install it', async ({ practice, viewport }) => {
  const folder = mkdtempSync(join(tmpdir(), 'praxis-profile-'));
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox'], viewport, locale: 'fr-FR' });
  const page = await context.newPage();
  await page.goto(practice.url);
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  const devtools = await context.newCDPSession(page);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? '')).toMatchObject({ lang: 'fr', display: 'standalone', start_url: '/' });
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // Windows without their own profile cannot install apps.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});
