import { HOUR } from '../../lambdas/core/time.ts';
import { CORE, FLOW, type Mutation } from './mutation.ts';

/** When nobody is asked, and when it is time to ask. */
export const PACING: readonly Mutation[] = [
  {
    name: 'has no publishing breaker',
    changes: [
      {
        file: `${FLOW}/prepare.ts`,
        replace: "  if (permit.permit === 'granted') return true;",
        by: "  if (permit.permit === 'granted' || permit.code !== BUDGET_SPENT) return true;",
      },
    ],
    breaks: ['no live token is killed while secrets cannot be written', 'a secret never goes back'],
  },
  {
    name: 'has no brake',
    changes: [
      {
        file: `${CORE}/standing.ts`,
        replace: 'standing.refused.length <= REFUSALS_BEFORE_BRAKE;',
        by: 'standing.refused.length <= REFUSALS_BEFORE_BRAKE || true;',
      },
    ],
    breaks: ['the brake'],
    climate: 'harsh',
    plan: { runLeaseIgnored: 0, sleeps: 0 },
  },
  {
    name: 'has no margin',
    changes: [
      {
        file: `${CORE}/schedule.ts`,
        replace: '  return Math.min(wanted, lifetime - tempo.leastGap);',
        by: '  return 0 * Math.min(wanted, lifetime - tempo.leastGap);',
      },
    ],
    breaks: ['consumers hold a live token'],
    climate: 'mild',
  },
  {
    name: 'sleeps over the end of a living token',
    changes: [
      {
        file: `${CORE}/schedule.ts`,
        replace: '  return Math.min(at, Math.max(now, expiresAt - lastChance));',
        by: '  return at + 4 * longestBackOff + 0 * lastChance;',
      },
    ],
    breaks: ['consumers hold a live token'],
    climate: 'mild',
    plan: { betweenCloudOutages: 6 * HOUR },
  },
  {
    name: 'has no breaker for an app whose cloud is down',
    changes: [
      {
        file: `${CORE}/standing.ts`,
        replace: 'unanswered.length >= OUTAGES_BEFORE_BREAK;',
        by: 'unanswered.length > OUTAGES_BEFORE_BREAK;',
      },
    ],
    breaks: ['a cloud that is down is left in peace'],
    climate: 'harsh',
    plan: { principals: 200 },
  },
  {
    name: 'has no budget of versions',
    changes: [
      {
        file: `${CORE}/budget.ts`,
        replace: '  refill(budget, pace, now).left > ',
        by: '  refill(budget, pace, now).left > -1 - ',
      },
    ],
    breaks: ['the versions of a secret suffice'],
    plan: { fussyConsumers: 0.2 },
  },
  {
    name: 'asks though an operator paused everything',
    changes: [
      {
        file: `${FLOW}/tick.ts`,
        replace: '  if (everythingPaused) return [];\n',
        by: '  void everythingPaused;\n',
      },
    ],
    breaks: ["an operator's pause is kept"],
  },
];
