import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { frame, furthestScroll, type Screen } from '../../../local/live/frame.ts';
import { keyTexts } from '../../../local/live/keys.ts';
import { AT, aPrincipal, aSnapshot, manyPrincipals } from './a-snapshot.ts';

const keys = keyTexts('ready', ['dkn', 'huawei', 'kii', 'oauth2']);
const screen = (columns: number, rows = 24, more: Partial<Screen> = {}): Screen => ({
  columns,
  rows,
  colour: false,
  keys,
  ...more,
});

/** Everything that can make a line long. */
const CROWDED = aSnapshot({
  principals: [
    aPrincipal(),
    aPrincipal({
      principalId: `${'very-'.repeat(20)}long`,
      failure: { code: 'access-token-missing', times: 12 },
    }),
    aPrincipal({ principalId: 'halted', state: 'halted', failure: { code: 'invalid_grant', times: 1 } }),
    { principalId: 'broken', provider: '?', state: 'unreadable' },
  ],
  faults: [
    { name: 'outage of dkn', since: AT - 12_000 },
    { name: 'wrong client secret at huawei', since: AT - 3_000 },
    { name: 'the function was killed', since: AT - 1_000, over: true },
  ],
  notice: `the fleet cannot be looked at: ${'x'.repeat(300)}`,
});

describe('a frame', () => {
  test.each([20, 40, 60, 80, 100, 140, 250])('of %i columns has no line that is wider', (columns) => {
    const lines = frame(CROWDED, screen(columns, 40));

    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
  });

  test.each([
    [80, 24, 13],
    [80, 24, 16],
    [80, 24, 1_000],
    [140, 40, 1_000],
    [40, 24, 1_000],
  ])('of %i columns and %i rows leaves a line to the cursor with %i principals', (columns, rows, count) => {
    const lines = frame(aSnapshot({ principals: manyPrincipals(count) }), screen(columns, rows));

    expect(lines.length).toBeLessThan(rows);
  });

  test('shows of a principal what a person asks for, at 80 columns', () => {
    const [line] = frame(aSnapshot(), screen(80)).filter((one) => one.startsWith('home-1'));

    expect(line?.split(/ {2,}/)).toEqual([
      'home-1',
      'dkn',
      expect.stringMatching(/^█+[▏▎▍▌▋▊▉]?░+$/),
      '2m00s',
      'active',
      'refreshed 1m00s ago',
      '1m00s',
    ]);
  });

  test('gives wide terminals longer bars, and no more than 28 cells', () => {
    const barIn = (columns: number) =>
      frame(aSnapshot(), screen(columns))
        .join('')
        .match(/[█▏▎▍▌▋▊▉░]+/)?.[0].length;

    expect([barIn(140), barIn(400)]).toEqual([28, 28]);
    expect(barIn(80)).toBeGreaterThanOrEqual(8);
  });

  test('keeps id, expiry and outcome at 40 columns', () => {
    const text = frame(aSnapshot(), screen(40)).join('\n');

    expect(text).toMatch(/home-1 +2m00s +refreshed 1m00s ago/);
    expect(text).not.toContain('PROVIDER');
  });

  test('says how many others there are, and shows them when it is scrolled', () => {
    const snapshot = aSnapshot({ principals: manyPrincipals(1_000) });

    const first = frame(snapshot, screen(80)).join('\n');
    const last = frame(snapshot, screen(80, 24, { scrolledTo: furthestScroll(snapshot, screen(80)) })).join(
      '\n',
    );

    const shown = first.match(/thing-/g)?.length ?? 0;
    expect(first).toContain(`and ${1_000 - shown} more`);
    expect(first).toContain('thing-1 ');
    expect(last).toContain('thing-1000');
    expect(last).toContain(`${1_000 - shown} of them above`);
  });

  test('has the figures of the fleet', () => {
    const principals = [
      aPrincipal(),
      aPrincipal({ principalId: 'late', refreshAt: AT - 60_000 }),
      aPrincipal({ principalId: 'over', expiresAt: AT - 1 }),
      aPrincipal({ principalId: 'halted', state: 'halted' }),
    ];

    const text = frame(aSnapshot({ principals }), screen(200)).join('\n');

    expect(text).toContain(
      'principals 4  alive 3  overdue 1  halted 1  refreshed 21  per minute 4  retries 3  answers lost 0  used twice 0  faults now 0  ticks 60',
    );
  });

  test('says nothing of reuse where no cloud can tell', () => {
    const { usedTwice: _, ...figures } = aSnapshot().figures;

    expect(frame(aSnapshot({ figures }), screen(200)).join('\n')).not.toContain('used twice');
  });

  test('tells each fault with its time, and the keys', () => {
    const text = frame(CROWDED, screen(140, 40)).join('\n');

    expect(text).toContain('outage of dkn for 12s');
    expect(text).toContain('the function was killed 1s ago');
    expect(text).toContain('faults now 2');
    expect(text).toContain('k kill the function');
  });

  test('says the same in colour as without', () => {
    const plain = frame(CROWDED, screen(100, 40));
    const coloured = frame(CROWDED, screen(100, 40, { colour: true }));

    expect(coloured.join('')).toContain('\u001B[');
    expect(coloured.map(stripVTControlCharacters)).toEqual(plain);
  });

  test('tells an expired token, one that never was and one that is late apart', () => {
    const {
      expiresAt: _,
      issuedAt: __,
      lastRefreshedAt: ___,
      ...unseen
    } = aPrincipal({ principalId: 'new' });
    const principals = [
      aPrincipal({ principalId: 'over', expiresAt: AT, refreshAt: AT - 60_000 }),
      { ...unseen, refreshAt: AT },
    ];

    const lines = frame(aSnapshot({ principals }), screen(80));

    expect(lines.find((line) => line.startsWith('over'))).toMatch(/ over .* late$/);
    expect(lines.find((line) => line.startsWith('new'))).toMatch(/ none .* not looked at yet .* now$/);
  });
});
