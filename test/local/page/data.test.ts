import { describe, expect, test } from '@jest/globals';
import { FreshData } from '../../../local/page/data.ts';
import { DATA } from '../../../local/page/page-view.ts';

/** Counts how often each was worked out, by a clock that is set. */
const counting = () => {
  const made = { fleet: 0, cloudWatch: 0 };
  let now = 0;
  const data = new FreshData(
    {
      fleet: () => ({ made: ++made.fleet }),
      cloudWatch: () => ({ made: ++made.cloudWatch }),
    },
    () => now,
  );
  const askAt = (at: number) => {
    now = at;
    data.at(DATA.fleet);
    data.at(DATA.cloudWatch);
  };
  return { made, data, askAt };
};

describe('what the page is told', () => {
  test('is worked out once a second for the fleet and every three for the graphs, whoever asks', () => {
    const { made, askAt } = counting();

    for (let at = 0; at < 6_000; at += 100) askAt(at);

    expect(made).toEqual({ fleet: 7, cloudWatch: 3 });
  });

  test('is not worked out while nobody asks', () => {
    expect(counting().made).toEqual({ fleet: 0, cloudWatch: 0 });
  });

  test('has the same tag only where it is the same', () => {
    const tagOf = (value: object) =>
      new FreshData({ fleet: () => value, cloudWatch: () => undefined }).at(DATA.fleet)?.tag;

    expect(tagOf({ a: 1 })).toBe(tagOf({ a: 1 }));
    expect(tagOf({ a: 1 })).not.toBe(tagOf({ a: 2 }));
  });
});
