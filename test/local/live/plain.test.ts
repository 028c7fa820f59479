import { expect, test } from '@jest/globals';
import { PlainView } from '../../../local/live/plain.ts';
import { AT, aPrincipal, aSnapshot } from './a-snapshot.ts';

const EVERY = 30_000;
const failing = aPrincipal({ failure: { code: 'http-502', times: 1 } });

test('tells the figures at first and then every so often', () => {
  const view = new PlainView(EVERY);

  const counts = [0, 1_000, 29_000, 30_000, 31_000].map(
    (ms) => view.lines(aSnapshot({ at: AT + ms })).filter((line) => line.includes('principals 1')).length,
  );

  expect(counts).toEqual([1, 0, 0, 1, 0]);
});

test('tells a change of a principal once, and nothing while it stays', () => {
  const view = new PlainView(EVERY);
  view.lines(aSnapshot());

  const changed = view.lines(aSnapshot({ at: AT + 1_000, principals: [failing] }));
  const again = view.lines(
    aSnapshot({ at: AT + 2_000, principals: [{ ...failing, failure: { code: 'http-502', times: 2 } }] }),
  );
  const well = view.lines(aSnapshot({ at: AT + 3_000 }));
  const gone = view.lines(aSnapshot({ at: AT + 4_000, principals: [] }));

  expect([changed, again, well, gone]).toEqual([
    [' 5m01s  home-1: active, http-502'],
    [],
    [' 5m03s  home-1: active, refreshed'],
    [' 5m04s  home-1: removed'],
  ]);
});

test('tells when a fault begins and ends, and a kill once', () => {
  const view = new PlainView(EVERY);
  const fault = { name: 'outage of dkn', since: AT };
  const kill = { name: 'the function was killed', since: AT, over: true } as const;
  view.lines(aSnapshot());

  const begun = view.lines(aSnapshot({ faults: [fault, kill] }));
  const during = view.lines(aSnapshot({ faults: [fault, kill] }));
  const ended = view.lines(aSnapshot());

  expect(begun.map((line) => line.slice(8))).toEqual(['begins: outage of dkn', 'the function was killed']);
  expect(during).toEqual([]);
  expect(ended.map((line) => line.slice(8))).toEqual(['ends: outage of dkn']);
});

test('tells a notice once', () => {
  const view = new PlainView(EVERY);

  const told = [1, 2, 3].map(() =>
    view.lines(aSnapshot({ notice: 'ending' })).filter((line) => line.endsWith('ending')),
  );

  expect(told.map(({ length }) => length)).toEqual([1, 0, 0]);
});

test('prints no control codes', () => {
  const lines = new PlainView(EVERY).lines(aSnapshot({ principals: [failing], notice: 'ending' }));

  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  expect(lines.join('')).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
});
