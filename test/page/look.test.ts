import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { inReadingOrder } from '../../local/page/browser/dashboard/reading-order.ts';
import { anAlarm, WIDGETS } from '../local/page/a-cloud-watch.ts';
import { openBrowser, PHONE, type Watched, WIDE, watchPage } from './browser.ts';
import { contrastsOn } from './contrast-on.ts';
import { type FixturePage, openFixturePage } from './fixture-page.ts';

let browser: Browser;
let served: FixturePage;
const watched: Watched[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  served = await openFixturePage();
});
afterEach(async () => {
  for (const one of watched.splice(0)) await one.close();
  await served.end();
});

const open = async (options?: BrowserContextOptions): Promise<Watched> => {
  const one = await watchPage(browser, served.url, options);
  watched.push(one);
  return one;
};

/** As somebody sees it: with its line breaks, and without what is hidden. */
const textOf = async (locator: Locator): Promise<string> => (await locator.allInnerTexts()).join('\n');

const widthsOn = ({ page }: Watched): Promise<readonly [content: number, window: number]> =>
  page.locator('html').evaluate((root) => [root.scrollWidth, root.ownerDocument.defaultView.innerWidth]);

describe('the dashboard', () => {
  test('has each widget at its own place of 24 columns', async () => {
    const { page } = await open();

    const grid = await page.locator('#dashboard-grid').boundingBox();
    const boxes = await Promise.all(
      (await page.locator('#dashboard-grid > .widget').all()).map((widget) => widget.boundingBox()),
    );

    const column = (grid?.width ?? 0) / 24;
    for (const [index, { x, width }] of inReadingOrder(WIDGETS).entries()) {
      const box = boxes[index];
      // Less than a column off: the gaps between widgets.
      expect(Math.abs((box?.x ?? 0) - (grid?.x ?? 0) - x * column)).toBeLessThan(column / 2);
      expect(Math.abs((box?.width ?? 0) - width * column)).toBeLessThan(column / 2);
    }
    const tops = boxes.map((box) => box?.y ?? 0);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  });

  test('shows what a widget has, or says why it has nothing', async () => {
    const { page } = await open();
    const widget = (title: string) =>
      page.locator('.widget', { has: page.getByRole('heading', { name: title }) });

    const empty = await textOf(widget('Answers lost'));
    const figures = await textOf(widget('Now'));
    const graph = await textOf(widget('Until the first token ends').locator('.legend'));
    const spoken = await widget('Latency of providers').getByRole('img').getAttribute('aria-label');
    const rows = await widget('Last failures').getByRole('row').count();
    const none = await textOf(widget('Rescued grants'));

    expect(empty).toContain('No answer was lost in this time.');
    expect(figures).toMatch(/4 min 12 s[\s\S]*11,204[\s\S]*–[\s\S]*\$4,481\.60/);
    expect(graph).toMatch(/shortest\s+31 min 14 s/);
    expect(spoken).toMatch(/Newest: p50 8 ms, p99 55 ms/);
    expect(rows).toBe(25);
    expect(none).toContain('Nothing had to be rescued.');
  });

  test('shows HTML in a text widget as text', async () => {
    const { page } = await open();
    const text = page.locator('.widget[data-kind="text"]');

    expect(await textOf(text)).toContain('<b>no HTML</b>');
    expect(await text.locator('b, script, img').count()).toBe(0);
  });

  test('tells the values under the pointer, and what was broken then', async () => {
    const { page, complaints } = await open();
    const canvas = page.getByRole('img', { name: /^Until the first token ends/ });
    const box = await canvas.boundingBox();

    await canvas.hover({ position: { x: (box?.width ?? 0) * 0.8, y: 40 } });

    await page.getByText('outage of huawei', { exact: true }).nth(1).waitFor();
    expect(await textOf(page.locator('.tooltip'))).toMatch(/\d\d:\d\d:\d\d\s+shortest\s+\d+ min/);
    expect(complaints).toEqual([]);
  });
});

describe('the fleet', () => {
  test('has those in trouble first, and is searched and filtered', async () => {
    const { page } = await open();
    const ids = () => page.locator('#fleet-rows .id').allInnerTexts();

    const all = await ids();
    await page.getByLabel('Search the fleet').fill('huawei 503');
    const found = await ids();
    await page.getByLabel('Search the fleet').fill('');
    await page.getByRole('button', { name: /^Halted/ }).click();
    const halted = await ids();
    await page.getByLabel('Search the fleet').fill('no such');

    expect(all.slice(0, 2)).toEqual(['torn', 'home-4']);
    expect(found).toEqual(['meters-north']);
    expect(halted).toEqual(['home-4']);
    expect(await ids()).toEqual([]);
    expect(await textOf(page.locator('#fleet-note'))).toContain('Nobody matches.');
  });

  test('is shown as it comes to be, and what is searched for stays', async () => {
    const { page } = await open();
    await page.getByLabel('Search the fleet').fill('home-1');

    served.fleet = {
      ...served.fleet,
      principals: served.fleet.principals.map((view) =>
        view.principalId === 'home-1' ? { ...view, failure: { code: 'http-502', times: 2 } } : view,
      ),
    };

    await page.getByText('http-502 ×2').waitFor();
    expect(await page.locator('#fleet-rows tr').count()).toBe(1);
    expect(await page.getByLabel('Search the fleet').inputValue()).toBe('home-1');
  });
});

describe('an alarm', () => {
  test('that changes is shown, spoken and counted; what was opened stays open', async () => {
    const { page } = await open();
    const opened = page.locator('.alarms > li', { hasText: 'tokens-expired' });
    await opened.locator('summary').click();

    served.cloudWatch = {
      ...served.cloudWatch,
      alarms: served.cloudWatch.alarms.map((alarm) =>
        alarm.name === 'heartbeat-missing' ? anAlarm({ state: 'ALARM' }) : alarm,
      ),
    };

    await page
      .locator('#alarms-spoken', { hasText: 'heartbeat-missing: in alarm.' })
      .waitFor({ state: 'attached' });
    expect(await textOf(page.locator('#alarms-note'))).toBe('3 of 5 ring.');
    expect(await page.title()).toBe('(3) refresh-scheduler');
    expect(await opened.getByText('Changes, newest first').isVisible()).toBe(true);
  });

  test('says why, what to do, and its history when it is asked', async () => {
    const { page } = await open();
    const alarm = page.locator('.alarms > li', { hasText: 'tokens-expired' });

    await alarm.locator('summary').click();

    const said = await textOf(alarm);
    expect(said).toContain('Threshold Crossed');
    expect(said).toContain('The schedule has not run.');
    expect(await alarm.getByRole('link').getAttribute('href')).toBe(
      'https://example.com/runbook.md#heartbeat-missing',
    );
    expect(await alarm.locator('.history li').count()).toBe(2);
  });
});

describe('the link', () => {
  test('says that it is lost, keeps what was shown, and recovers by itself', async () => {
    const { page } = await open();

    await served.end();
    await page.locator('#connection[data-is="lost"]').waitFor();
    const lost = await textOf(page.locator('#lost'));
    const rows = await page.locator('#fleet-rows tr').count();
    await served.begin();
    await page.locator('#connection[data-is="live"]').waitFor();

    expect(lost).toContain('goes on by itself');
    expect(rows).toBe(9);
    expect(await page.locator('#lost').isVisible()).toBe(false);
  });

  test('asks nothing while the page is hidden', async () => {
    const { page } = await open();
    const hide = (isHidden: boolean) =>
      page.locator('html').evaluate(({ ownerDocument: its }, hidden) => {
        Object.defineProperty(its, 'hidden', { configurable: true, get: () => hidden });
        its.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);

    await hide(true);
    await page.locator('#connection[data-is="paused"]').waitFor();
    served.fleet = { ...served.fleet, figures: { ...served.fleet.figures, ticks: 4_711 } };
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    // A look would come within a second.
    await page.waitForTimeout(2_500);
    const whileHidden = [...asked];
    await hide(false);
    await page.getByText('4,711').waitFor();

    expect(whileHidden).toEqual([]);
  });
});

describe('the page', () => {
  test('never scrolls sideways, on a phone and on a wall', async () => {
    for (const width of [PHONE.width, 600, 900, WIDE.width, 2_000]) {
      const [content, window] = await widthsOn(await open({ viewport: { width, height: 800 } }));

      expect(content).toBeLessThanOrEqual(window);
    }
  });

  test('stacks the widgets on a phone in reading order', async () => {
    const { page } = await open({ viewport: PHONE });

    const boxes = await Promise.all(
      (await page.locator('#dashboard-grid > .widget').all()).map((widget) => widget.boundingBox()),
    );

    expect(new Set(boxes.map((box) => box?.x)).size).toBe(1);
    const kinds = await page
      .locator('#dashboard-grid > .widget')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-kind')));
    expect(kinds).toEqual(inReadingOrder(WIDGETS).map(({ kind }) => kind));
  });

  test.each(['light', 'dark'] as const)('has text that one can read in %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));

    const contrasts = await contrastsOn(page);

    expect(contrasts.length).toBeGreaterThan(150);
    expect(contrasts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'draws the words of its graphs readably in %s',
    async (colorScheme) => {
      const { page } = await open({ colorScheme });

      // On a canvas there are no styles: what it is drawn with is set on an element.
      await page.locator('body').evaluate((body) => {
        const made = body.ownerDocument.createElement('p');
        made.textContent = 'axis';
        made.style.color = 'var(--quiet)';
        made.style.backgroundColor = 'var(--panel)';
        body.append(made);
      });

      expect((await contrastsOn(page)).find(({ text }) => text === 'axis')?.contrast).toBeGreaterThanOrEqual(
        4.5,
      );
    },
  );

  test('shows where the keyboard is', async () => {
    const { page } = await open();

    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.locator(':focus').evaluate((one) => {
        const { outlineStyle, outlineWidth } = one.ownerDocument.defaultView.getComputedStyle(one);
        return { outlineStyle, outlineWidth };
      });

      expect(outline).toEqual({ outlineStyle: 'solid', outlineWidth: '2px' });
    }
  });

  test('moves nothing for who does not want it', async () => {
    const { page } = await open({ reducedMotion: 'reduce' });

    const moving = await page.locator('*').evaluateAll((all) =>
      all
        .filter((one) =>
          [null, '::before', '::after'].some((part) => {
            const style = one.ownerDocument.defaultView.getComputedStyle(one, part);
            return style.transitionDuration !== '0s' || style.animationName !== 'none';
          }),
        )
        .map(({ tagName }) => tagName),
    );

    expect(moving).toEqual([]);
  });

  test('complains of nothing and asks nobody else, in both schemes and on a phone', async () => {
    for (const options of [{ colorScheme: 'dark' }, { viewport: PHONE }] as const) {
      const { page, complaints, strays } = await open(options);
      await page.waitForTimeout(1_500);

      expect({ complaints, strays }).toEqual({ complaints: [], strays: [] });
    }
  });
});
