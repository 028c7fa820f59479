import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** @throws one line that says what to install, where there is no Chromium */
export const openBrowser = async (): Promise<Browser> => {
  if (!existsSync(CHROMIUM))
    throw new Error(
      `No Chromium at ${CHROMIUM}: install it (apt-get install chromium), or name yours (CHROMIUM=/path/to/chrome).`,
    );
  // Chromium's sandbox does not work for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return await chromium.launch({ executablePath: CHROMIUM, args });
};

/** A page with what it complained of and whom it asked, besides its own server. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings of the console, breaches of the content security policy among them. */
  readonly complaints: string[];
  /** Requests to anybody else. */
  readonly strays: string[];
  close(): Promise<void>;
}

export const WIDE = { width: 1_440, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** Opens the page and waits until it shows the fleet and has drawn. */
export const watchPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Watched> => {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strays: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) strays.push(request.url());
  });
  await page.goto(url);
  await page.locator('#connection[data-is="live"]').waitFor();
  await page.locator('#dashboard-grid canvas').first().waitFor();
  return { page, complaints, strays, close: () => context.close() };
};
