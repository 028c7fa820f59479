import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { FLEET, type Member } from '../../local/fleet.ts';
import { HURRIED } from '../../local/live/pace.ts';
import { openBrowser, PHONE, WIDE, watchPage } from './browser.ts';
import { startLivingFleet } from './living-fleet.ts';

/*
 * The pictures of the documentation, `npm run page:shots`: three hours of a healthy fleet, and ten minutes into an outage,
 * in the fleet's own time. The same on a phone and in the dark go to a folder for temporary files, to be looked at.
 */

const MINUTE = 60_000 / HURRIED.tempo;
const HEALTHY_MINUTES = Number(process.env.HEALTHY_MINUTES ?? 180);
const OUTAGE_MINUTES = 10;
const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  dark: { colorScheme: 'dark' },
  phone: { viewport: PHONE },
  'phone-dark': { viewport: PHONE, colorScheme: 'dark' },
};

/** Of the documentation's pictures: the fleet, the first rows of the dashboard. */
const SHOWN = { x: 0, y: 0, width: WIDE.width, height: 2_300 };

const shoot = async (
  browser: Browser,
  url: string,
  path: string,
  { clip, ...options }: BrowserContextOptions & { readonly clip?: typeof SHOWN },
) => {
  const { page, close } = await watchPage(browser, url, { viewport: WIDE, ...options });
  await page.screenshot({ path, fullPage: true, ...(clip && { clip }) });
  await close();
  console.log(path);
};

const shootAll = async (browser: Browser, url: string, name: string, docs: string, looks: string) => {
  await shoot(browser, url, join(docs, `page-${name}.png`), { clip: SHOWN });
  for (const [look, options] of Object.entries(LOOKS))
    await shoot(browser, url, join(looks, `page-${name}-${look}.png`), options);
};

const docs = process.argv[2] ?? DOCS;
await mkdir(docs, { recursive: true });
const looks = await mkdtemp(join(tmpdir(), 'page-shots-'));
// Healthy: nobody is in trouble by design.
(FLEET as Member[]).splice(0, FLEET.length, ...FLEET.filter(({ trouble }) => !trouble));
const browser = await openBrowser();
const fleet = await startLivingFleet((what) => console.log(what));
try {
  console.log(
    `${HEALTHY_MINUTES} minutes of the fleet, ${Math.round((HEALTHY_MINUTES * MINUTE) / 60_000)} here`,
  );
  await setTimeout(HEALTHY_MINUTES * MINUTE);
  await shootAll(browser, fleet.url, 'healthy', docs, looks);
  fleet.toggle({ kind: 'outage', cloud: 'huawei' });
  // Else it might be over before anybody is due.
  for (const { principalId } of FLEET.filter(({ cloud }) => cloud === 'huawei'))
    await fleet.open.deployment.ports.principals.markDue(principalId, 'forced', Date.now());
  await setTimeout(OUTAGE_MINUTES * MINUTE);
  await shootAll(browser, fleet.url, 'outage', docs, looks);
} finally {
  await fleet.end();
  await browser.close();
}
