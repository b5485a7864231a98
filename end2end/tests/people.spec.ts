// People: staff invite somebody, correct, suspend and restore the account, and cancel a suspended doctor's appointments; with the mails as
// the mail server got them.

import type { Browser, Page } from '@playwright/test';

import { ADMIN, expect, fillSignIn, pageErrors, type Practice, setLanguage, signIn, test } from '../practice.ts';

const NEW = 'violet harbour lantern';
const WHY = 'Asked for it on the phone';

/** The path of the link in the latest mail to this address that has one to `page`. */
async function linkTo(practice: Practice, address: string, page: string): Promise<string> {
  let found = '';
  await expect
    .poll(async () => {
      const mails = await practice.mailsTo(address, /./);
      found = mails.map((mail) => mail.text?.match(new RegExp(`/${page}\\?token=[\\w-]+`))?.[0] ?? '').filter(Boolean).at(-1) ?? '';
      return found;
    })
    .not.toBe('');
  return found;
}

/** Pages on which no scripts run. */
const withoutScripts = new WeakSet<Page>();

/** Opens a dialog of the person's page, gives a reason, and submits it; where scripts run, once the page is hydrated. */
async function act(page: Page, dialog: string, reason = WHY): Promise<void> {
  if (!withoutScripts.has(page)) {
    await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
  }
  await page.locator(`main a[href*="ask=${dialog}"]`).first().click();
  const form = page.locator(`#${dialog} form[method=post]`);
  await form.locator('textarea[name=reason]').fill(reason);
  await form.locator('button[type=submit]').click();
}

const state = (page: Page, tone: string) => page.locator(`.page-head .badge.${tone}`);

async function story(browser: Browser, practice: Practice, lang: string, javaScriptEnabled: boolean): Promise<void> {
  test.slow();
  const staff = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  if (!javaScriptEnabled) withoutScripts.add(staff);
  const errors = pageErrors(staff);
  const tag = `${lang}.${javaScriptEnabled}.${test.info().project.name}`.replaceAll(' ', '-').toLowerCase();
  const address = `arta.${tag}@people.example`;
  const name = `Ártâ Lëka ${tag.replaceAll(/[^a-z]/g, ' ')}`;
  await signIn(staff, ADMIN);
  await setLanguage(staff, practice, lang);

  // From the list to a new account; what is missing is said, and what was typed stays.
  await staff.goto('/people');
  await staff.locator('main a[href="/people/new"]').click();
  await staff.waitForURL(/people\/new/);
  await staff.locator('main nav.tabs a[href*="role=doctor"]').click();
  await staff.waitForURL(/role=doctor/);
  await staff.locator('input[name=full_name]').fill(name);
  await staff.locator('input[name=email]').fill(address);
  await staff.locator('select[name=specialty]').selectOption('neurology');
  await staff.locator('input[name=licence_number]').fill('AL-4711');
  await staff.locator('input[name=experience_years]').fill('9');
  await staff.locator('input[name=location]').fill('Tirana');
  await staff.locator('input[name=time_zone]').fill('Europe/Tirane');
  await staff.locator('select[name=locale]').selectOption(lang);
  await staff.locator('main button.primary[type=submit]').click();
  await expect(staff.locator('.error-summary')).toBeVisible();
  await expect(staff.locator('input[name=full_name]')).toHaveValue(name);
  await staff.locator('textarea[name=reason]').fill(WHY);
  await staff.locator('main button.primary[type=submit]').click();
  await staff.waitForURL(/created=1/);
  await expect(state(staff, 'info')).toBeVisible();
  const person = new URL(staff.url()).pathname;

  // The invitation: a page with a form, which opening does not use up.
  const invited = await (await practice.newContext(browser, { javaScriptEnabled })).newPage();
  const link = await linkTo(practice, address, 'accept-invitation');
  await invited.goto(link);
  await invited.goto(link);
  await invited.locator('input[name=password]').fill('password1234');
  await invited.locator('main button.primary[type=submit]').click();
  await expect(invited.locator('.error-summary')).toBeVisible();
  await invited.locator('input[name=password]').fill(NEW);
  await invited.locator('main button.primary[type=submit]').click();
  await invited.waitForURL(/sign-in\?invited=1/);
  await fillSignIn(invited, address, NEW);
  await expect(invited.locator('html')).toHaveAttribute('lang', lang);
  await invited.goto('/schedule');
  await expect(invited).toHaveURL(/schedule/);

  // Found without accents, by state and role.
  await staff.goto('/people');
  await staff.locator('input[name=q]').fill(`arta leka ${tag.replaceAll(/[^a-z]/g, ' ')}`);
  await staff.locator('select[name=role]').selectOption('doctor');
  await staff.locator('select[name=state]').selectOption('active');
  await staff.locator('main [role=search] button[type=submit]').click();
  await staff.waitForURL(/q=/);
  await expect(staff.locator('main tbody tr')).toHaveCount(1);
  await staff.locator('main tbody tr a').click();
  await staff.waitForURL((url) => url.pathname === person);

  // Corrected.
  await staff.locator(`main a[href="${person}/edit"]`).click();
  await staff.waitForURL(/edit/);
  await staff.locator('input[name=location]').fill('Durrës');
  await staff.locator('textarea[name=reason]').fill('Has moved');
  await staff.locator('main button.primary[type=submit]').click();
  await staff.waitForURL(/saved=1/);
  await expect(staff.getByRole('main')).toContainText('Durrës');
  await expect(staff.locator('.history')).toContainText('Has moved');

  // Suspended: out at the next page, and not found.
  await staff.goto(person);
  await act(staff, 'suspend');
  await expect(state(staff, 'danger')).toBeVisible();
  await invited.goto('/schedule');
  await invited.waitForURL(/sign-in/);
  await staff.goto(`/doctors?q=${encodeURIComponent(name)}`);
  await expect(staff.locator('main .doctor-cards')).toHaveCount(0);
  await staff.goto(person);
  await act(staff, 'restore');
  await expect(state(staff, 'ok')).toBeVisible();
  await expect(staff.locator('.history > li')).toHaveCount(4);

  // A forced password: the old one is no good, and the mail has a link.
  await act(staff, 'reset');
  await expect(staff.locator('.history > li')).toHaveCount(5);
  await invited.goto(await linkTo(practice, address, 'reset-password'));
  await invited.locator('input[name=password]').fill('harbour violet lantern');
  await invited.locator('main button.primary[type=submit]').click();
  await invited.waitForURL(/reset=1/);

  // One's own account has none of this.
  await staff.goto(`/people?q=${encodeURIComponent(ADMIN)}`);
  await staff.locator('main tbody tr a').first().click();
  await staff.waitForURL((url) => url.pathname !== '/people');
  await expect(staff.locator('main a[href*="ask=suspend"]')).toHaveCount(0);

  // Made by mistake: deleted, and the list says so.
  await staff.goto(person);
  await act(staff, 'delete', 'Made by mistake');
  await staff.waitForURL(/deleted=1/);
  await expect(staff.locator('main .notice.ok')).toBeVisible();
  expect(errors).toEqual([]);
}

test('staff invite, correct, suspend and delete', async ({ browser, practice }) => {
  await story(browser, practice, 'fr', true);
});

test('the same in Vietnamese, without JavaScript', async ({ browser, practice }) => {
  await story(browser, practice, 'vi', false);
});

test('a suspended doctor’s appointments are cancelled at once', async ({ browser, practice }) => {
  const doctor = await practice.doctorId('dr.le@demo.praxis.example');
  const staff = await (await practice.newContext(browser)).newPage();
  const errors = pageErrors(staff);
  await signIn(staff, ADMIN);
  await setLanguage(staff, practice, 'en');
  await staff.goto(`/people/${doctor}`);
  if ((await state(staff, 'ok').count()) > 0) {
    await act(staff, 'suspend', 'On leave from today');
  }
  await expect(state(staff, 'danger')).toBeVisible();
  const coming = staff.locator('section[aria-labelledby=coming]');
  await expect(coming.locator('ul.list > li').first()).toBeVisible();
  await act(staff, 'cancel-all', 'The doctor is away');
  await expect(coming).toHaveCount(0);
  await act(staff, 'restore', 'Is back');
  await expect(state(staff, 'ok')).toBeVisible();
  expect(errors).toEqual([]);
});
