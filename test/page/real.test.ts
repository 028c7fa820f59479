import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { FLEET } from '../../local/fleet.ts';
import { synthesizedBefore } from '../../local/stack/synthesized-before.ts';
import { openBrowser, type Watched, watchPage } from './browser.ts';
import { type LivingFleet, startLivingFleet } from './living-fleet.ts';
import { secretsOf } from './own-secrets.ts';

interface DashboardBody {
  readonly widgets: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: { readonly title?: string };
  }[];
}

/** As CDK wrote it; what CloudFormation would fill in is left out. */
const synthesizedDashboard = async (): Promise<DashboardBody> => {
  const { template } = await synthesizedBefore({ context: { fleet: 'local' } });
  const dashboard = Object.values(template.Resources).find(
    ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
  );
  const { DashboardBody: body } = (dashboard?.Properties ?? {}) as {
    DashboardBody: { 'Fn::Join': readonly [string, readonly unknown[]] };
  };
  const [separator, parts] = body['Fn::Join'];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'filled-in')).join(separator));
};

describe('the page of a run', () => {
  let browser: Browser;
  let fleet: LivingFleet;
  let watched: Watched;
  const served: string[] = [];
  const secrets = new Set<string>();

  beforeAll(async () => {
    browser = await openBrowser();
    fleet = await startLivingFleet();
    watched = await watchPage(browser, fleet.url);
    watched.page.on('response', (response) => {
      // A body is gone when the page is: then there is nothing to look through.
      if (response.status() === 200)
        void response.text().then(
          (text) => served.push(text),
          () => {},
        );
    });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await fleet?.end();
  });

  test('has every widget of the synthesized dashboard, by its title and in its order', async () => {
    const { widgets } = await synthesizedDashboard();
    const expected = widgets
      .toSorted((a, b) => a.y - b.y || a.x - b.x)
      .map(({ x, y, width, height, properties }) => ({
        title: properties.title ?? '',
        column: `${x + 1} / ${x + width + 1}`,
        row: `${y + 1} / ${y + height + 1}`,
      }));

    const shown = await watched.page.locator('#dashboard-grid > .widget').evaluateAll((all) =>
      all.map((one) => ({
        title: one.querySelector('h3')?.textContent ?? '',
        column: one.style.getPropertyValue('--column'),
        row: one.style.getPropertyValue('--row-lines'),
      })),
    );

    expect(shown).toEqual(expected);
    expect(shown.length).toBeGreaterThan(30);
  });

  test('lists the whole fleet, and comes to show that it is refreshed', async () => {
    const { page } = watched;
    const healthy = FLEET.filter(({ trouble }) => !trouble).length;

    await page
      .locator('tr[data-standing="healthy"]')
      .nth(healthy - 1)
      .waitFor();

    expect(await page.locator('#fleet-rows tr').count()).toBe(FLEET.length);
    for (const secret of await secretsOf(fleet.open.deployment)) secrets.add(secret);
  });

  test('has data in each widget, or says why it has none', async () => {
    const silent = await watched.page.locator('#dashboard-grid > .widget').evaluateAll((all) =>
      all
        .filter((one) => {
          const empty = one.querySelector('.empty');
          const hasReason = empty && !empty.hidden && empty.textContent.length > 10;
          const hasData = one.querySelector(
            'canvas, .values:not([hidden]) dd:not(:empty), .tiles li, tbody td, .body > :is(h4, h5, p:not(.empty))',
          );
          return !hasReason && !hasData;
        })
        .map((one) => one.textContent),
    );

    expect(silent).toEqual([]);
  });

  test('tells what was broken, what comes of it, and when it is over', async () => {
    const { page } = watched;

    fleet.toggle({ kind: 'outage', cloud: 'huawei' });
    await page.locator('#broken[data-mood="bad"] li', { hasText: 'outage of huawei' }).waitFor();
    for (const id of ['meters-north', 'meters-south'])
      await fleet.open.deployment.ports.principals.markDue(id, 'forced', Date.now());
    await page.locator('#fleet-rows tr', { hasText: 'meters-north' }).getByText('http-503').waitFor();
    fleet.toggle({ kind: 'outage', cloud: 'huawei' });
    await page.locator('#broken:not([data-mood])').waitFor();

    expect(await page.locator('#broken-note').textContent()).toContain('Nothing now');
  });

  test('shows an alarm that changes: the stack has one for grants that are refused, and the fleet such a grant', async () => {
    await watched.page
      .locator('.alarms > li', { hasText: 'grants are refused' })
      .getByText('in alarm')
      .first()
      .waitFor({ state: 'attached' });

    expect(await watched.page.title()).toMatch(/^\(\d+\) refresh-scheduler$/);
  });

  test('serves no token, no grant and no credential of an app', async () => {
    for (const secret of await secretsOf(fleet.open.deployment)) secrets.add(secret);
    const all = served.join('\n');

    expect(secrets.size).toBeGreaterThan(30);
    expect(all).toContain('home-1');
    expect(all).toContain('alarms');
    expect([...secrets].filter((secret) => all.includes(secret))).toEqual([]);
  });

  test('complained of nothing, asked nobody else, and ends with the run', async () => {
    const { page, complaints, strays } = watched;
    const before = { complaints: [...complaints], strays: [...strays] };

    await fleet.end();
    await page.locator('#connection[data-is="lost"]').waitFor();

    expect(before).toEqual({ complaints: [], strays: [] });
    expect(await page.locator('#lost').isVisible()).toBe(true);
  });
});
