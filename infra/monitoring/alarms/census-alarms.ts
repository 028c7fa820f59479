import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CONSUMER_CACHE_SECONDS } from '../../../lambdas/contract.ts';
import { GAUGE } from '../../../lambdas/metrics.ts';
import { CERTIFICATE_DAYS } from '../limits.ts';
import type { FleetMetrics } from '../metrics.ts';
import type { AlarmDefinition } from './definition.ts';

/**
 * Each census is a verdict of its own, and stands until the next: one bad one rings, one good one ends it. That censuses
 * come at all is `census-late`.
 */
const UNTIL_THE_NEXT = { periods: [1, 1], missing: TreatMissingData.IGNORE } as const;

/** What each census finds. */
export const censusAlarms = (metrics: FleetMetrics): readonly AlarmDefinition[] => [
  {
    ...UNTIL_THE_NEXT,
    id: 'service-level',
    title: 'a token is about to end',
    severity: 'page',
    metric: metrics.whole(GAUGE.minSecondsToExpiry, 'Minimum'),
    rings: { below: CONSUMER_CACHE_SECONDS },
    means:
      'The token of an active principal ends within the time for which consumers may cache it, or has ended.',
    first: 'Run `refresh-scheduler list --overdue`, then `show ID` for what stands in the way.',
    entry: 'service-level',
  },
  {
    ...UNTIL_THE_NEXT,
    id: 'expired',
    title: 'tokens have expired',
    severity: 'page',
    metric: metrics.whole(GAUGE.expired, 'Maximum'),
    rings: { above: 0 },
    means: 'Active principals have no living token: their consumers are refused by the provider now.',
    first: 'Run `refresh-scheduler status`: see which app they have in common, and what it says of it.',
    entry: 'expired',
  },
  {
    ...UNTIL_THE_NEXT,
    id: 'malformed',
    title: 'rows break the contract',
    severity: 'ticket',
    metric: metrics.whole(GAUGE.malformed, 'Maximum'),
    rings: { above: 0 },
    means:
      'The table has rows that somebody else wrote or changed: they are left as they are, and not refreshed.',
    first: "Find their ids in the census's log (`census found`), then correct or remove them.",
    entry: 'malformed',
  },
  {
    ...UNTIL_THE_NEXT,
    id: 'certificate-ends',
    title: 'a certificate ends within a month',
    severity: 'ticket',
    metric: metrics.whole(GAUGE.daysToCertificateEnd, 'Minimum'),
    rings: { below: CERTIFICATE_DAYS.ticket },
    means: 'A certificate of an app ends soon; from then on its provider hangs up on all its principals.',
    first: 'Run `refresh-scheduler doctor` to see which; get a new one, and `app put` it.',
    entry: 'certificate-ends',
  },
  {
    ...UNTIL_THE_NEXT,
    id: 'certificate-ends-now',
    title: 'a certificate ends within a week',
    severity: 'page',
    metric: metrics.whole(GAUGE.daysToCertificateEnd, 'Minimum'),
    rings: { below: CERTIFICATE_DAYS.page },
    means:
      'A certificate of an app ends within days, or has ended; its provider then hangs up on all its principals.',
    first: 'Run `refresh-scheduler doctor` to see which; get a new one today, and `app put` it.',
    entry: 'certificate-ends',
  },
];
