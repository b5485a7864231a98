import { test } from '../practice.ts';
import { story, sunday } from '../story.ts';

test('a doctor offers a time, a patient books it, the doctor confirms, both are told', async ({ browser, practice, contextOptions, viewport, hasTouch, isMobile, locale, timezoneId }) => {
  await story(browser, practice, sunday(0), { ...contextOptions, viewport, hasTouch, isMobile, locale, timezoneId });
});
