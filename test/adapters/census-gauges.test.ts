import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { censusGauges } from '../../lambdas/adapters/census-gauges.ts';
import { emfEmitter } from '../../lambdas/adapters/emf.ts';
import { NOTHING_COUNTED } from '../../lambdas/core/census.ts';
import { DAY } from '../../lambdas/core/time.ts';
import type { Gauges } from '../../lambdas/flow/census-ports.ts';
import { METRICS_NAMESPACE } from '../../lambdas/metrics.ts';
import { captureOutput } from '../support/printed.ts';

let output: ReturnType<typeof captureOutput>;
let gauges: Gauges;

beforeEach(() => {
  output = captureOutput();
  // Named as in the deployed function, where Powertools would make a dimension of it.
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'refresh-scheduler' });
  gauges = censusGauges(emfEmitter(metrics, 'homes'));
});
afterEach(() => output.release());

const documents = () => output.lines().map((line) => JSON.parse(line));
const dimensionsOf = (document: ReturnType<typeof documents>[number]) =>
  document._aws.CloudWatchMetrics[0].Dimensions;

const COUNTS = {
  ...NOTHING_COUNTED,
  principals: { active: 7, paused: 2, halted: 1 },
  expired: 3,
  malformed: 4,
  adopted: 5,
  drift: 6,
  orphans: 8,
  leastToExpiry: -90_500,
};

test('a census shows how many principals there are in each state, and the rest of the fleet as a whole', () => {
  gauges.census(COUNTS, { leastToCertificateEnd: 9.9 * DAY });

  const [active, paused, halted, rest, ...others] = documents();
  expect(others).toEqual([]);
  expect([active, paused, halted]).toMatchObject([
    { state: 'active', Principals: 7 },
    { state: 'paused', Principals: 2 },
    { state: 'halted', Principals: 1 },
  ]);
  for (const document of [active, paused, halted])
    expect(dimensionsOf(document)).toEqual([['fleet', 'state']]);
  expect(rest).toMatchObject({
    Expired: 3,
    Malformed: 4,
    Adopted: 5,
    Drift: 6,
    Orphans: 8,
    MinSecondsToExpiry: -90.5,
    DaysToCertificateEnd: 9,
    fleet: 'homes',
  });
  expect(dimensionsOf(rest)).toEqual([['fleet']]);
});

test('the service level is not shown where no token lives or lived', () => {
  const { leastToExpiry: _, ...counts } = COUNTS;

  gauges.census(counts, {});

  expect(output.text()).not.toContain('MinSecondsToExpiry');
});
