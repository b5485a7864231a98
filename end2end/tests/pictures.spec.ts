import { expect, inScheme, speak, test } from '../practice.ts';
import { enter, ROLES, type RoleName, visits } from '../pages.ts';

// Nothing is compared: these are for the eyes of whoever reads the report.
for (const role of Object.keys(ROLES) as RoleName[]) {
  test(`pictures of every page of ${role}`, async ({ browser, practice, viewport, isMobile, hasTouch, timezoneId }, info) => {
    test.slow();
    const page = await enter(role, browser, practice, { viewport, isMobile, hasTouch, timezoneId, reducedMotion: 'reduce' });
    // What everybody sees is pictured once.
    const all = (await visits(practice, role)).filter((visit) => role === 'anybody' || visit.name === 'home' || !visit.open);
    for (const lang of ['en', 'sq', 'fr', 'vi']) {
      await speak(page, practice, lang);
      for (const { name, path } of all) {
        await page.goto(path, { waitUntil: 'networkidle' });
        await expect(page.locator('html')).toHaveAttribute('lang', lang);
        for (const colorScheme of ['light', 'dark'] as const) {
          await inScheme(page, colorScheme);
          const body = await page.screenshot({ fullPage: true });
          await info.attach(`${info.project.name} ${role} ${name} ${lang} ${colorScheme}`, { body, contentType: 'image/png' });
        }
        if (lang !== 'en') continue;
        await page.emulateMedia({ forcedColors: 'active' });
        const body = await page.screenshot({ fullPage: true });
        await page.emulateMedia({ forcedColors: 'none' });
        await info.attach(`${info.project.name} ${role} ${name} forced colours`, { body, contentType: 'image/png' });
      }
    }
    await page.context().close();
  });
}
