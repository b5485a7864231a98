// An unsaved note is kept as a draft: for its author, in this tab, until it is saved or discarded.
import type { Page } from '@playwright/test';
import { DOCTOR, expect, PATIENT, type Practice, signIn, setLanguage, test } from '../practice.ts';

const note = (page: Page) => page.locator('textarea[name=note]');
const line = (page: Page) => page.getByText('Draft not saved yet.');
const kept = (page: Page) => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft ')));
const awake = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
  // Drafts are restored a moment later.
  await page.waitForTimeout(200);
};

async function book(practice: Practice, nth: number): Promise<string> {
  const slot = await practice.freeSlot(await practice.doctorId(DOCTOR), nth, PATIENT);
  return (await practice.api<{ id: string }>('/appointments', await practice.token(PATIENT), 'POST', { slot_id: slot.id, reason: 'A check-up' })).id;
}

test('a note that is not saved is there again on coming back, until it is saved or discarded', async ({ browser, practice, viewport, locale, timezoneId }, info) => {
  const id = await book(practice, info.project.name === 'phone' ? 30 : 31);
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  await signIn(page, PATIENT);
  await setLanguage(page, practice, 'en');
  await page.goto(`/appointments/${id}`);
  await awake(page);
  await expect(line(page)).toBeHidden();
  await note(page).fill('It is worse at night');
  await expect(line(page)).toBeHidden();

  // With client-side navigation and back, and with a reload.
  await page.locator('.brand').click();
  await expect(page).toHaveURL('/');
  await page.goBack();
  await expect(note(page)).toHaveValue('It is worse at night');
  await expect(line(page)).toBeVisible();
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue('It is worse at night');
  await expect(line(page)).toBeVisible();

  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(note(page)).toHaveValue('');
  await expect(line(page)).toBeHidden();
  expect(await kept(page)).toEqual([]);
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue('');

  await note(page).fill('It is worse at noon');
  await page.getByRole('button', { name: 'Save the note' }).click();
  await expect(page.locator('.toast')).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([]);
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue('It is worse at noon');
  await expect(line(page)).toBeHidden();

  // A text saved elsewhere in the meantime is shown beside the draft, and is not overwritten.
  await note(page).fill('It is worse at noon and at night');
  const other = await context.newPage();
  await other.goto(`/appointments/${id}`);
  await awake(other);
  await expect(note(other)).toHaveValue('It is worse at noon');
  await note(other).fill('It is gone');
  await other.getByRole('button', { name: 'Save the note' }).click();
  await expect(other.locator('.toast')).toBeVisible();
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue('It is worse at noon and at night');
  await expect(page.getByText('The saved note has changed')).toBeVisible();
  await expect(page.locator('form').filter({ has: note(page) }).getByText('It is gone', { exact: true }).last()).toBeVisible();

  // Signing out deletes the draft, also in another tab.
  await other.goto('/profile');
  await other.locator('form[action="/fn/accounts/sign-out"] button').click();
  await expect(other).toHaveURL('/');
  await expect.poll(() => kept(page)).toEqual([]);
  await context.close();
});

test('a draft is shown to nobody else who signs in here', async ({ browser, practice, viewport, locale, timezoneId }, info) => {
  const id = await book(practice, info.project.name === 'phone' ? 32 : 33);
  const context = await practice.newContext(browser, { viewport, locale, timezoneId });
  const page = await context.newPage();
  await signIn(page, PATIENT);
  await setLanguage(page, practice, 'en');
  await page.goto(`/appointments/${id}`);
  await awake(page);
  await note(page).fill('Not for other eyes');
  expect(await kept(page)).toHaveLength(1);
  // The session expires, and the doctor signs in on the same computer.
  await context.clearCookies({ name: 'access' });
  await context.clearCookies({ name: 'refresh' });
  await signIn(page, DOCTOR);
  await page.goto(`/appointments/${id}`);
  await awake(page);
  await expect(note(page)).toHaveValue('');
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('other eyes');
  await context.close();
});
