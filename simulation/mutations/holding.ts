import { HOUR } from '../../lambdas/core/time.ts';
import type { Plan } from '../plan.ts';
import { FLOW, type Mutation, WRITES } from './mutation.ts';
import { SLEEPERS } from './sleepers.ts';

/** A table that goes away all the time, and runs that overlap: what has to be kept is kept late, by others. */
const TABLE_AWAY: Partial<Plan> = { betweenServiceOutages: HOUR / 2, doubled: 0.5, runLeaseIgnored: 1 };

/** Whoever is about to do something falls asleep over it, beyond its lease. */
const DOZERS: Partial<Plan> = { ...SLEEPERS, sleeps: 0.3 };

/** Who may write a row: leases and generations. */
export const HOLDING: readonly Mutation[] = [
  {
    name: 'has a lease that ends before the run',
    changes: [
      {
        file: `${FLOW}/limits.ts`,
        replace: 'leaseBeyondDeadline: 30 * SECOND',
        by: 'leaseBeyondDeadline: -47 * SECOND',
      },
    ],
    breaks: ['used twice', 'a secret never goes back'],
    plan: TABLE_AWAY,
  },
  {
    name: 'claims a row that another run holds',
    changes: [
      {
        file: WRITES,
        replace: '  row.refreshAt <= down(by.now) &&\n  leaseIsNotLive(row, by.now) &&\n',
        by: '',
      },
    ],
    breaks: ['used twice', 'lost outside ask and keep'],
  },
  {
    name: 'restarts the generation',
    changes: [
      {
        file: `${FLOW}/row-of-enrolment.ts`,
        replace: '    generation: Math.max(',
        by: '    generation: Math.min(\n      1,',
      },
    ],
    breaks: ['a generation never restarts'],
  },
  {
    name: 'forgets that an answer was lost',
    changes: [
      {
        file: WRITES,
        replace: '        presentedBefore: row.presented,\n',
        by: '        presentedBefore: undefined,\n',
      },
    ],
    breaks: ['no live token is killed by presenting a spent one'],
  },
  {
    name: 'keeps whatever the generation',
    changes: [
      {
        file: WRITES,
        replace:
          '  row.generation === generation\n    ? changed(row, {\n        generation: generation + 1,\n        keptBy,\n        ...obtained(kept),',
        by: '  row.generation > 0\n    ? changed(row, {\n        generation: generation + 1,\n        keptBy,\n        ...obtained(kept),',
      },
    ],
    breaks: ['a generation never restarts', 'used twice', 'kept before published'],
    plan: SLEEPERS,
  },
  {
    name: 'restores a grant whatever the generation',
    changes: [
      {
        file: WRITES,
        replace:
          '  row.generation === generation && leaseIsNotLive(row, now)\n    ? changed(row, {\n        ...stale,\n        generation',
        by: '  leaseIsNotLive(row, now)\n    ? changed(row, {\n        ...stale,\n        generation',
      },
    ],
    breaks: ['a generation never restarts', 'used twice'],
    plan: SLEEPERS,
  },
  {
    name: 'publishes without a look at its lease',
    changes: [
      {
        file: `${FLOW}/publish.ts`,
        replace: 'if (!leaseIsHeld(attempt))',
        by: 'if (false as boolean)',
      },
    ],
    breaks: ['a secret never goes back'],
    plan: { ...DOZERS, sleeps: 0.6 },
  },
  {
    name: 'asks without a look at clock and lease',
    changes: [
      {
        file: `${FLOW}/ask.ts`,
        replace: 'if (!mayStillAsk(attempt)) return undefined;',
        by: '',
      },
    ],
    breaks: ['used twice', 'lost outside ask and keep'],
    plan: DOZERS,
  },
  {
    name: 'has a lease that outlives its run by a day',
    changes: [
      {
        file: `${FLOW}/limits.ts`,
        replace: 'leaseBeyondDeadline: 30 * SECOND',
        by: 'leaseBeyondDeadline: 86_400 * SECOND',
      },
    ],
    breaks: ['consumers hold a live token'],
    climate: 'mild',
    plan: { crashes: 0.02 },
  },
  {
    name: 'holds a halted row that somebody else holds',
    changes: [
      {
        file: WRITES,
        replace:
          "  row.state === 'halted' && row.generation === by.generation && leaseIsNotLive(row, now)\n    ? changed(row, {\n        lease:",
        by: '  row.generation > 0\n    ? changed(row, {\n        lease:',
      },
    ],
    breaks: ['lost outside ask and keep', 'used twice'],
    plan: { betweenRejections: HOUR, answersLost: 0.05 },
  },
  {
    name: 'removes a row that is being worked on',
    changes: [
      {
        file: WRITES,
        replace:
          '  row.generation === read &&\n  (leaseIsNotLive(row, now) || (leaseId !== undefined && leaseIsMine(row, leaseId)));',
        by: '  row.generation === read && (leaseIsNotLive(row, now) || leaseId !== "");',
      },
    ],
    breaks: ['lost outside ask and keep'],
    plan: { handsInTheMiddle: 0.05 },
  },
];
