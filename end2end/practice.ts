// A separate practice for every worker: the release build with a new data folder and the demo data, a mail server that records mails,
// and an SMS provider that records text messages.
import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export const PASSWORD = 'praxis-demo-2026';
export const DOCTOR = 'dr.hoxha@demo.praxis.example';
export const PATIENT = 'ana@demo.praxis.example';
export const ADMIN = 'admin@demo.praxis.example';

export interface Sms {
  to: string;
  text: string;
}

export interface Slot {
  id: string;
  starts_at: string;
  ends_at: string;
}

export class Practice {
  private constructor(
    readonly url: string,
    readonly mails: ParsedMail[],
    readonly messages: Sms[],
    private readonly folder: string,
    private readonly smtp: SMTPServer,
    private readonly provider: Server,
    private readonly child: ChildProcess,
  ) {}

  /** A demo practice; or, with `admin`, an address, a new one in which only this admin has an account. */
  static async open({ admin }: { admin?: string } = {}): Promise<Practice> {
    const binary = process.env.PRAXIS_BIN;
    if (!binary) throw new Error('PRAXIS_BIN names no praxis to test: call scripts/test');
    const folder = mkdtempSync(join(tmpdir(), 'praxis-end2end-'));
    const made = admin
      ? spawnSync(binary, ['--data-dir', folder, 'admin', 'create', '--email', admin, '--full-name', 'Ada Admin', '--password-stdin'], { encoding: 'utf8', cwd: folder, input: PASSWORD })
      : spawnSync(binary, ['--data-dir', folder, 'demo'], { encoding: 'utf8', cwd: folder });
    if (made.status !== 0) throw new Error(`${binary} cannot make a practice: ${made.error?.message ?? ''}${made.stdout}${made.stderr}`);

    const kept: ParsedMail[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _session, done) => {
        simpleParser(stream).then(
          (mail) => {
            kept.push(mail);
            done();
          },
          (error: Error) => done(error),
        );
      },
    });
    await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', done));
    const mailPort = (smtp.server.address() as AddressInfo).port;

    const messages: Sms[] = [];
    const provider = createHttpServer((request, answer) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        messages.push(JSON.parse(body) as Sms);
        answer.writeHead(202).end();
      });
    });
    await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
    const smsUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;

    const port = await freePort();
    const child = spawn(binary, ['--data-dir', folder, 'serve', '--listen', `127.0.0.1:${port}`], {
      cwd: folder,
      env: {
        ...process.env,
        PRAXIS_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
        PRAXIS_SMS_URL: smsUrl,
        PRAXIS_SMS_BODY: '{"to":"{to}","text":"{text}"}',
        PRAXIS_LIMITS: 'off',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(folder, 'server.log'));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const practice = new Practice(`http://127.0.0.1:${port}`, kept, messages, folder, smtp, provider, child);
    for (let tries = 0; ; tries += 1) {
      const live = await fetch(`${practice.url}/readyz`).then((answer) => answer.ok, () => false);
      if (live) return practice;
      if (tries > 200) throw new Error(`the server does not start:\n${practice.log()}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  log(): string {
    return readFileSync(join(this.folder, 'server.log'), 'utf8');
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null) {
      const gone = new Promise((done) => this.child.once('exit', done));
      this.child.kill('SIGTERM');
      await gone;
    }
    await new Promise<void>((done) => this.smtp.close(done));
    await new Promise<void>((done) => this.provider.close(() => done()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits for `count` mails to this address with a matching subject, and returns them. */
  async mailsTo(address: string, subject: RegExp, count = 1): Promise<ParsedMail[]> {
    const found = () =>
      this.mails.filter((mail) => {
        const to = Array.isArray(mail.to) ? mail.to : mail.to ? [mail.to] : [];
        return to.some((list) => list.value.some((one) => one.address === address)) && subject.test(mail.subject ?? '');
      });
    await expect.poll(() => found().length, { message: `mails to ${address} with ${subject}` }).toBeGreaterThanOrEqual(count);
    return found();
  }

  /** Waits for `count` text messages to this number, and returns the code in the last one. */
  async codeTo(number: string, count = 1): Promise<string> {
    const found = () => this.messages.filter((sms) => sms.to === number);
    await expect.poll(() => found().length, { message: `text messages to ${number}` }).toBeGreaterThanOrEqual(count);
    return found()[count - 1]?.text.match(/\d{6}/)?.[0] ?? '';
  }

  async api<T>(path: string, token?: string, method = 'GET', body?: unknown): Promise<T> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    const answer = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async token(email: string): Promise<string> {
    const answer = await this.api<{ access_token: string }>('/auth/login', undefined, 'POST', { email, password: PASSWORD });
    return answer.access_token;
  }

  /**
   * The `nth` free slot of this doctor from 36 hours from now on. With `patient`, an account's address, only slots at which this patient
   * has no other appointment: which ones of different doctors overlap depends on the day.
   */
  async freeSlot(doctor: string, nth = 0, patient?: string): Promise<Slot> {
    const from = new Date(Date.now() + 36 * 3600_000).toISOString();
    const to = new Date(Date.now() + 28 * 86_400_000).toISOString();
    const found = await this.api<{ items: Slot[] }>(`/doctors/${doctor}/slots?from=${from}&to=${to}`);
    const booked = patient ? (await this.api<{ items: Slot[] }>('/appointments?period=upcoming', await this.token(patient))).items : [];
    const overlaps = (a: Slot, b: Slot) => Date.parse(a.starts_at) < Date.parse(b.ends_at) && Date.parse(b.starts_at) < Date.parse(a.ends_at);
    const slot = found.items.filter((free) => !booked.some((other) => overlaps(free, other)))[nth];
    if (!slot) throw new Error('the demo has no free time to test with');
    return slot;
  }

  async doctorId(email: string): Promise<string> {
    return (await this.api<{ id: string }>('/me', await this.token(email))).id;
  }

  async newContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return browser.newContext({ baseURL: this.url, ...options });
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

/** Switches the language of pages and mails to `lang`. */
export async function setLanguage(page: Page, practice: Practice, lang: string): Promise<void> {
  const answer = await page.request.post('/fn/accounts/language', {
    form: { lang, back: '/' },
    headers: { origin: practice.url, accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
}

/** Signs in with the form, in any language. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page, email, password);
}

export async function fillSignIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  const form = page.locator('main form').filter({ has: page.locator('input[type=email], input[autocomplete=username]').locator('visible=true') }).first();
  await form.locator('input[name=email]').fill(email);
  await form.locator('input[name=password]').fill(password);
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/sign-in'),
    form.locator('button[type=submit]').first().click(),
  ]);
}

/** What is logged when a module of the client does not arrive. */
const NOT_LOADED = /__wasm_split\.js|failed to load split module|Response body loading was aborted/;

/** Collects page errors, console errors and warnings, and 5xx responses. */
export function pageErrors(page: Page): string[] {
  const errors: string[] = [];
  // Leaving a page while it loads a module cancels that: it is logged, though nobody misses it. (A file that the server does not have is
  // logged by the browser as well.)
  let left = 0;
  const leave = () => {
    left = Date.now();
    for (let at = errors.length - 1; at >= 0; at--) if (NOT_LOADED.test(errors[at] ?? '')) errors.splice(at, 1);
  };
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) leave();
  });
  page.on('requestfailed', (request) => {
    if (/\.wasm$/.test(new URL(request.url()).pathname) && request.failure()?.errorText === 'net::ERR_ABORTED') leave();
  });
  page.on('pageerror', (error) => errors.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (NOT_LOADED.test(message.text()) && Date.now() - left < 2000) return;
    errors.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) errors.push(`${response.status()} ${response.url()}`);
  });
  return errors;
}

export const test = base.extend<object, { practice: Practice }>({
  practice: [
    async ({}, use) => {
      const practice = await Practice.open();
      await use(practice);
      await practice.close();
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** Switches to light or dark and waits for all colour transitions, because contrast is wrong during them. */
export async function inScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const running = () => document.getAnimations().filter((one) => one instanceof CSSTransition);
    await drawn();
    await drawn();
    // An element that inherits a colour starts its own transition when its parent's ends.
    for (let rounds = 0; rounds < 20 && running().length > 0; rounds += 1) {
      await Promise.allSettled(running().map((one) => one.finished));
      await drawn();
      await drawn();
    }
  });
}

/** Selects a day in the calendar of a doctor's page; goes to later months if needed. */
export async function chooseDay(page: Page, day: string): Promise<void> {
  const link = page.locator(`.month a[href$="day=${day}"]`);
  const later = page.getByRole('link', { name: 'Later month with free times' });
  for (let months = 0; months < 3 && (await link.count()) === 0; months += 1) {
    const shown = await page.locator('#month').textContent();
    await later.click();
    await expect(page.locator('#month')).not.toHaveText(shown ?? '');
  }
  await link.click();
  await expect(link).toHaveAttribute('aria-current', 'date');
}
