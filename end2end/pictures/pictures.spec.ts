// Screenshots of the pages, to review changes: nothing is compared. Called by scripts/pictures, which explains the settings.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inScheme, setLanguage, test } from '../practice.ts';
import { enter, ROLES, type RoleName, visits } from '../pages.ts';

const list = (name: string): string[] => (process.env[name] ?? '').split(',').filter((one) => one !== '');
const roles = list('PRAXIS_PICTURES_ROLES');
const pages = list('PRAXIS_PICTURES_PAGES');
const languages = list('PRAXIS_PICTURES_LANGUAGES');
const folder = process.env.PRAXIS_PICTURES ?? 'test-results/pictures';

for (const role of Object.keys(ROLES) as RoleName[]) {
  if (roles.length > 0 && !roles.includes(role)) continue;
  test(`pictures of the pages of ${role}`, async ({ browser, practice, viewport, isMobile, hasTouch, timezoneId }, info) => {
    test.setTimeout(600_000);
    const page = await enter(role, browser, practice, { viewport, isMobile, hasTouch, timezoneId, reducedMotion: 'reduce' });
    // Pages that are the same for everybody are taken once.
    const all = (await visits(practice, role))
      .filter((visit) => role === 'anybody' || visit.name === 'home' || !visit.open)
      .filter((visit) => pages.length === 0 || pages.includes(visit.name));
    mkdirSync(folder, { recursive: true });
    const picture = (name: string) => page.screenshot({ fullPage: true, path: join(folder, `${role}-${name}.png`) });
    for (const lang of languages.length > 0 ? languages : ['en', 'sq', 'fr', 'vi']) {
      await setLanguage(page, practice, lang);
      for (const { name, path } of all) {
        await page.goto(path, { waitUntil: 'networkidle' });
        await expect(page.locator('html')).toHaveAttribute('lang', lang);
        for (const colorScheme of ['light', 'dark'] as const) {
          await inScheme(page, colorScheme);
          await picture(`${name}-${info.project.name}-${lang}-${colorScheme}`);
        }
        if (lang !== 'en') continue;
        await page.emulateMedia({ forcedColors: 'active' });
        await picture(`${name}-${info.project.name}-forced-colours`);
        await page.emulateMedia({ forcedColors: 'none' });
      }
    }
    await page.context().close();
  });
}
