import { defineConfig } from '@playwright/test';

// A browser that people have, on the two screens that people have. Every worker has a practice of its own: see practice.ts.
export default defineConfig({
  // scripts/pictures sets where its pictures go.
  testDir: process.env.PRAXIS_PICTURES ? 'pictures' : 'tests',
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 900 } } },
    // Phones have no keyboard; and what sets its own widths is looked at once.
    { name: 'phone', grepInvert: /by keyboard alone|at any width/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  ],
});
