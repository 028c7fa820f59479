import { margin as marginOf } from '../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../lambdas/core/tempo.ts';
import { HOUR, MINUTE } from '../lambdas/core/time.ts';

export interface Margin {
  readonly name: string;
  readonly leastMargin: number;
  readonly marginShare: number;
}

/** Spans in ms. */
export interface Outage {
  readonly lifetime: number;
  readonly margin: Margin;
  readonly length: number;
}

export interface Found {
  /** Share of 1, during the outage and the half hour after it. */
  readonly live: number;
  /** By one principal, while nothing is wrong. */
  readonly refreshesADay: number;
}

export type Measured = Outage & Found;

const minutes = (ms: number): string => `${Math.round((ms / MINUTE) * 10) / 10}`;

/** The measurements as a table for each lifetime. */
const tablesOf = (measured: readonly Measured[]): string =>
  [...new Set(measured.map(({ lifetime }) => lifetime))]
    .map((lifetime) => tableOf(measured.filter((one) => one.lifetime === lifetime)))
    .join('\n\n');

const tableOf = (measured: readonly Measured[]): string => {
  const lengths = [...new Set(measured.map(({ length }) => length))];
  const names = [...new Set(measured.map(({ margin }) => margin.name))];
  const rows = names.flatMap((name) => {
    const mine = measured.filter(({ margin }) => margin.name === name);
    const [first] = mine;
    if (!first) return [];
    const span = marginOf(first.lifetime, { ...AS_DEPLOYED, ...first.margin });
    const cells = lengths.map((length) => live(mine.find((one) => one.length === length)));
    return [`| ${name} | ${minutes(span)} | ${first.refreshesADay.toFixed(1)} | ${cells.join(' | ')} |`];
  });
  return [
    `### Tokens live ${(measured[0]?.lifetime ?? 0) / HOUR} h`,
    '',
    `| margin | minutes | refreshes a day | ${lengths.map((length) => `${minutes(length)} min`).join(' | ')} |`,
    `| --- | ---: | ---: | ${lengths.map(() => '---:').join(' | ')} |`,
    ...rows,
  ].join('\n');
};

/** Cut, not rounded: 100 means all of it, but for hand-overs of a tenth of a second. */
const live = (found: Measured | undefined): string => {
  if (!found) return '';
  return found.live > 0.9999 ? '100' : (Math.floor(found.live * 1_000) / 10).toFixed(1);
};

/** In percent, and how often one refreshes for it. */
const figures = (measured: readonly Measured[], name: string, lifetime: number, length: number) => {
  const found = measured.find(
    (one) => one.margin.name === name && one.lifetime === lifetime && one.length === length,
  );
  return { live: live(found), refreshes: (found?.refreshesADay ?? 0).toFixed(0) };
};

export const reportOf = (measured: readonly Measured[]): string => {
  const quarter = figures(measured, '1/4', HOUR, HOUR);
  const half = figures(measured, '1/2', HOUR, HOUR);
  const most = figures(measured, '2/3', HOUR, HOUR);
  const least = figures(measured, '410 s', HOUR, 15 * MINUTE);
  return `# How much margin

A token is refreshed some time before it ends. That time, the margin, is how long a cloud may be down without a consumer
noticing. \`npm run margins\` measures it: the service's own code, in the simulation, with 200 principals at one cloud that
is down once and well otherwise, for every outage length and every margin. Each figure is the share of time (in percent)
in which consumers held a token that their cloud accepted, during the outage and the half hour after it.

![Live-token time against the length of an outage, for several margins](margin.svg)

A fraction is a share of the lifetime, and at least 410 s; "3 min" and "410 s" are spans alone.

${tablesOf(measured)}

## What follows

- Up to its own length a margin hides an outage wholly. Beyond that tokens end one after the other, whatever the margin:
  in an outage of many hours no margin helps.
- 410 s are not enough alone. With them an outage of 15 minutes is felt (${least.live} % live at one hour); a quarter of the
  lifetime hides it.
- A larger share buys time at the price of requests and of versions, of which a secret has 100 a day. At one hour a quarter
  takes ${quarter.refreshes} refreshes a day. A half takes ${half.refreshes}, and raises the share in an outage of an hour from ${quarter.live} to ${half.live} %.
  Two thirds take ${most.refreshes}, which leaves little for rejected tokens.
- The default is a quarter of the lifetime, and at least 410 s: the shortest outages, restarts and deployments of minutes,
  pass unnoticed, and three quarters of every token are used. It stays.
`;
};
