import { expect, signIn, setLanguage, test, PATIENT } from '../practice.ts';
import { story, sunday } from '../story.ts';

test('the same with JavaScript off', async ({ browser, practice, viewport, hasTouch, isMobile, locale, timezoneId }) => {
  await story(browser, practice, sunday(1), { javaScriptEnabled: false, viewport, hasTouch, isMobile, locale, timezoneId });
});

test.describe('with JavaScript off', () => {
  test('a wrong form comes back with what was written, what is wrong, and no password', async ({ browser, practice, locale }) => {
    const page = await (await practice.newContext(browser, { javaScriptEnabled: false, locale })).newPage();
    await page.goto('/register');
    await page.getByLabel('Full name').fill('Lan Nguyễn');
    await page.getByLabel('Email address').fill('not an address');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page.getByText('There is a problem')).toBeVisible();
    await expect(page.getByLabel('Full name')).toHaveValue('Lan Nguyễn');
    await expect(page.getByLabel('Email address')).toHaveValue('not an address');
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    await expect(page).toHaveTitle(/^Error: /);
  });

  test('a patient cancels', async ({ browser, practice, locale }) => {
    const doctor = await practice.doctorId('dr.martin@demo.praxis.example');
    const slot = await practice.freeSlot(doctor, 6, PATIENT);
    const made = await practice.api<{ id: string }>('/appointments', await practice.token(PATIENT), 'POST', { slot_id: slot.id, reason: 'A check-up' });
    const page = await (await practice.newContext(browser, { javaScriptEnabled: false, locale })).newPage();
    await signIn(page, PATIENT);
    await setLanguage(page, practice, 'en');
    await page.goto(`/appointments/${made.id}`);
    await page.getByRole('button', { name: 'Cancel the appointment' }).click();
    await page.getByLabel('Reason for cancelling').fill('I am well again');
    await page.getByRole('button', { name: 'Cancel this appointment' }).click();
    await expect(page.getByRole('main')).toContainText('Cancelled');
    await expect(page.getByRole('main')).toContainText('I am well again');
  });
});
