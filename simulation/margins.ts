import { mkdirSync, writeFileSync } from 'node:fs';
import { AS_DEPLOYED } from '../lambdas/core/tempo.ts';
import { HOUR, MINUTE } from '../lambdas/core/time.ts';
import { chartOf } from './margin-chart.ts';
import { type Margin, type Measured, type Outage, reportOf } from './margin-report.ts';
import { inThreads, measureInThread } from './threads.ts';

/*
 * How much margin is enough: every outage length against every margin, at two lifetimes, measured on the real flow.
 */

const MARGINS: readonly Margin[] = [
  { name: '3 min', leastMargin: 3 * MINUTE, marginShare: 0 },
  { name: '410 s', leastMargin: AS_DEPLOYED.leastMargin, marginShare: 0 },
  { name: '1/6', leastMargin: AS_DEPLOYED.leastMargin, marginShare: 1 / 6 },
  { name: '1/4', leastMargin: AS_DEPLOYED.leastMargin, marginShare: 1 / 4 },
  { name: '1/3', leastMargin: AS_DEPLOYED.leastMargin, marginShare: 1 / 3 },
  { name: '1/2', leastMargin: AS_DEPLOYED.leastMargin, marginShare: 1 / 2 },
  { name: '2/3', leastMargin: AS_DEPLOYED.leastMargin, marginShare: 2 / 3 },
];
const LIFETIMES = [HOUR, 2 * HOUR];
const OUTAGES = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480].map((minutes) => minutes * MINUTE);

const outages: Outage[] = LIFETIMES.flatMap((lifetime) =>
  MARGINS.flatMap((margin) => OUTAGES.map((length) => ({ lifetime, margin, length }))),
);
const measured: Measured[] = [];
await inThreads(outages.entries(), async ([index, outage]) => {
  measured[index] = { ...outage, ...(await measureInThread(outage)) };
  process.stderr.write(process.stderr.isTTY ? `\r${index + 1} of ${outages.length} outages ` : '');
  return 'more';
});

mkdirSync('docs', { recursive: true });
writeFileSync('docs/margin.svg', chartOf(measured));
writeFileSync('docs/margin.md', reportOf(measured));
console.log('\ndocs/margin.svg and docs/margin.md are written');
