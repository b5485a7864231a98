import { defineConfig } from '@playwright/test';

// Chromium with a desktop and a phone screen. Every worker has its own practice: see practice.ts.
export default defineConfig({
  // Set by scripts/pictures: the folder for its screenshots.
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
    // Recording takes a third of all the time. After a failure: `npx playwright test <name> --trace retain-on-failure`.
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 900 } } },
    // Phones have no keyboard, and tests that set their own widths run once.
    { name: 'phone', grepInvert: /by keyboard alone|at any width/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  ],
});
