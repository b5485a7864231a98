import { pageErrors, DOCTOR, expect, PASSWORD, signIn, ADMIN, test } from '../practice.ts';

// User input stays text: in the tab's title, in a field, and for every reader. For the server see tests/practice/injection.rs.
const NAME = 'Eve "\'></title></textarea><x-p><form action=//e.example>&lt;';
const NOTE = `\nA first line\n${NAME}`;

test('a name and a note full of tags stay text for everybody who opens them', async ({ browser, practice, viewport, locale, timezoneId }) => {
  test.slow();
  const email = `eve.${viewport?.width}@people.example`;
  const body = { role: 'patient', email, password: PASSWORD, full_name: NAME, date_of_birth: '1990-02-03', locale: 'en', time_zone: timezoneId };
  await practice.api('/auth/register', undefined, 'POST', body);
  const doctor = await practice.doctorId(DOCTOR);
  const slot = await practice.freeSlot(doctor, 5);
  const token = await practice.token(email);
  const { id } = await practice.api<{ id: string }>('/appointments', token, 'POST', { slot_id: slot.id, reason: NOTE });
  await practice.api(`/appointments/${id}`, token, 'PATCH', { notes: NOTE });

  for (const who of [email, DOCTOR, ADMIN]) {
    const context = await practice.newContext(browser, { viewport, locale, timezoneId });
    const page = await context.newPage();
    const errors = pageErrors(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    await signIn(page, who);
    const foreign = () => page.locator('x-p, form[action*="e.example"]').count();
    const hydrated = () => page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);

    await page.goto(`/appointments/${id}`, { waitUntil: 'networkidle' });
    await hydrated();
    expect(await foreign()).toBe(0);
    if (who !== email) {
      const title = await page.title();
      expect(title).toContain(NAME);
      // The same with client-side navigation instead of a page load.
      await page.goto('/appointments', { waitUntil: 'networkidle' });
      await hydrated();
      const link = page.locator(`a[href="/appointments/${id}"]`).first();
      const next = page.locator('main a[rel=next]');
      while ((await link.count()) === 0) {
        const href = await next.getAttribute('href');
        await next.click();
        await expect(page).toHaveURL((url) => url.pathname + url.search === href);
        await expect(page.locator(`main a[rel=next][href="${href}"]`)).toHaveCount(0);
      }
      await link.click();
      await expect(page).toHaveURL(new RegExp(`/appointments/${id}$`));
      await expect(page).toHaveTitle(title);
      expect(await foreign()).toBe(0);
    } else {
      await expect(page.locator('textarea[name=note]')).toHaveValue(NOTE.trim());
    }
    if (who === ADMIN) await expect(page.locator('textarea#reworded')).toHaveValue(NOTE.trim());
    expect(errors).toEqual([]);
    expect([...new Set(asked)]).toEqual([new URL(practice.url).host]);
    await context.close();
  }
});

test('a form that comes back without JavaScript has what was typed, letter for letter', async ({ browser, practice, viewport }) => {
  const context = await practice.newContext(browser, { viewport, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/register');
  await page.locator('textarea[name=address]').fill(NAME);
  await page.locator('input[name=full_name]').fill(NAME);
  await page.locator('main form button[type=submit]').click();
  await expect(page.locator('.error-summary')).toBeVisible();
  await expect(page.locator('textarea[name=address]')).toHaveValue(NAME);
  await expect(page.locator('input[name=full_name]')).toHaveValue(NAME);
  expect(await page.locator('x-p').count()).toBe(0);
  await context.close();
});
