import { describe, expect, test } from '@jest/globals';
import { alarmSummary, alarmsInOrder, changesOf } from '../../../local/page/browser/alarms/alarm-words.ts';
import { gridAreaOf, inReadingOrder } from '../../../local/page/browser/dashboard/reading-order.ts';
import { cellText, isNumeric } from '../../../local/page/browser/page/cells.ts';
import { brokenNote, shadesOf, spellsOf, spellText } from '../../../local/page/browser/run/broken-spells.ts';
import { tempoText, upText } from '../../../local/page/browser/run/heading-words.ts';
import { figuresOf } from '../../../local/page/browser/run/run-figures.ts';
import { AT, aSnapshot } from '../live/a-snapshot.ts';
import { ALARMS, anAlarm } from './a-cloud-watch.ts';
import { aFleet } from './a-fleet.ts';

describe('the heading', () => {
  test('says how time passes here', () => {
    expect(tempoText(12)).toMatch(/^12 times as fast as deployed: 5 min here are an hour there\./);
    expect(tempoText(1)).toBe('As fast as deployed.');
  });

  test('says since when it runs, and until when', () => {
    expect(upText({ at: AT, startedAt: AT - 61_000 })).toBe('up 1 min 1 s');
    expect(upText({ at: AT, startedAt: AT - 61_000, endsAt: AT + 119_000 })).toBe('1 min 1 s of 3 min');
  });
});

describe('the figures', () => {
  test('stand out where somebody should look', () => {
    const moods = Object.fromEntries(figuresOf(aFleet()).map(({ word, mood }) => [word, mood]));

    expect(moods).toMatchObject({ overdue: 'warn', halted: 'bad', 'used twice': 'good', ticks: undefined });
  });

  test('leave out what no cloud can be asked for', () => {
    const { usedTwice: _, ...figures } = aSnapshot().figures;

    expect(figuresOf(aSnapshot({ figures })).map(({ word }) => word)).not.toContain('used twice');
  });
});

describe('what is broken', () => {
  test('comes before what was, the newest first', () => {
    const spells = spellsOf(aFleet());

    expect(spells.map((spell) => `${spell.name} ${spellText(spell).replace(/,.*/, '')}`)).toEqual([
      'outage of huawei for 1 min 10 s',
      'Secrets Manager down for 30 s',
    ]);
    expect(spells.map(({ isNow }) => isNow)).toEqual([true, false]);
  });

  test('is not a kill, which is over at once', () => {
    const kill = { name: 'the function was killed', from: AT - 4_000 };
    const faults = [{ name: kill.name, since: kill.from, over: true as const }];

    const [spell] = spellsOf(aSnapshot({ faults, broken: [kill] }));

    expect(spell?.isNow).toBe(false);
    expect(spell && spellText(spell)).toBe('4 s ago');
    expect(shadesOf(aSnapshot({ faults, broken: [kill] }))).toEqual([{ ...kill, to: kill.from }]);
  });

  test('is nothing, and it says how that can be changed', () => {
    expect(brokenNote(0, 0, true)).toContain('npm start -- --faults');
    expect(brokenNote(0, 0, false)).toContain('nothing is broken on purpose');
  });
});

describe('alarms', () => {
  test('that ring come first, and of those the ones that wake somebody', () => {
    expect(alarmsInOrder(ALARMS).map(({ name }) => name)).toEqual([
      'tokens-expired',
      'publishing-fails',
      'census-late',
      'grant-rescued',
      'heartbeat-missing',
    ]);
  });

  test('are told when they change, and only then', () => {
    const before = [anAlarm(), anAlarm({ name: 'other' })];
    const after = [anAlarm({ state: 'ALARM' }), anAlarm({ name: 'other' })];

    expect(changesOf(before, after)).toBe('heartbeat-missing: in alarm.');
    expect(changesOf(after, after)).toBeUndefined();
    expect(changesOf([], after)).toBeUndefined();
  });

  test('are counted', () => {
    expect(alarmSummary(ALARMS)).toBe('2 of 5 ring.');
    expect(alarmSummary([anAlarm()])).toBe('None of them rings.');
    expect(alarmSummary([])).toBe('There are no alarms yet.');
  });
});

describe('the places of a dashboard', () => {
  const place = (x: number, y: number) => ({ x, y, width: 6, height: 4 });

  test('are read row by row', () => {
    const shuffled = [place(6, 4), place(12, 0), place(0, 4), place(0, 0)];

    expect(inReadingOrder(shuffled)).toEqual([place(0, 0), place(12, 0), place(0, 4), place(6, 4)]);
  });

  test('are lines of a grid, which count from 1; what reaches over its edge is cut', () => {
    expect(gridAreaOf(place(6, 4))).toEqual({ column: '7 / 13', row: '5 / 9' });
    expect(gridAreaOf({ x: 20, y: 0, width: 6, height: 1 })).toEqual({ column: '21 / 25', row: '1 / 2' });
  });
});

describe('cells of a log table', () => {
  test('stand to the right where all of a column are numbers', () => {
    const rows = [
      ['12', 'a', ''],
      ['3.5', '7', ''],
      ['', 'b', ''],
    ];

    expect([0, 1, 2].map((column) => isNumeric(rows, column))).toEqual([true, false, false]);
  });

  test('show the time of a moment', () => {
    expect(cellText('2026-11-22 12:03:11.123')).toBe('12:03:11');
    expect(cellText('home-1')).toBe('home-1');
  });
});
