import { HOUR } from '../lambdas/core/time.ts';
import type { ClimateName, Plan } from './plan.ts';

interface Change {
  /** From the root of the repository. */
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

/** One deliberate fault, and the promise that it breaks. */
export interface Mutation {
  readonly name: string;
  readonly changes: readonly Change[];
  /** Any of these may notice it first. */
  readonly breaks: readonly string[];
  /** @default rough */
  readonly climate?: ClimateName;
  /** What brings it to light sooner. */
  readonly plan?: Partial<Plan>;
}

/** A table that goes away all the time, and runs that overlap: what has to be kept is kept late, by others. */
const TABLE_AWAY: Partial<Plan> = { betweenServiceOutages: HOUR / 2, doubled: 0.5, runLeaseIgnored: 1 };

/** Whoever could not keep what it has sleeps for long over it, and operators are quicker. */
const SLEEPERS: Partial<Plan> = {
  betweenServiceOutages: HOUR / 4,
  ambushes: 1,
  doubled: 0.5,
  runLeaseIgnored: 1,
  warm: 6,
};

/** And whoever is about to do something falls asleep over it, beyond its lease. */
const DOZERS: Partial<Plan> = { ...SLEEPERS, sleeps: 0.3 };

const FLOW = 'lambdas/flow';
const CORE = 'lambdas/core';
const WRITES = 'simulation/ports/row-writes.ts';

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'publishes before it keeps',
    changes: [
      {
        file: `${FLOW}/refresh.ts`,
        replace: '  const keeping = await keep(attempt, yieldOf(',
        by: `  await publish(
    attempt,
    { ...attempt.principal, generation: attempt.principal.generation + 1, issuedAt: answer.askedAt },
    accessOf(answer.outcome.tokens),
  );
  const keeping = await keep(attempt, yieldOf(`,
      },
      {
        file: `${FLOW}/refresh.ts`,
        replace: 'import { publishAndSettle,',
        by: 'import { publish, publishAndSettle,',
      },
    ],
    breaks: ['kept before published'],
  },
  {
    name: 'settles before it publishes',
    changes: [
      {
        file: `${FLOW}/publish.ts`,
        replace: '  const publication = await publish(attempt, principal, access);\n  run.gate.saw(',
        by: '  await settle(attempt, principal, access, presented);\n  const publication = await publish(attempt, principal, access);\n  run.gate.saw(',
      },
    ],
    breaks: ['settled means published'],
  },
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
        file: 'simulation/ports/row-writes.ts',
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
    name: 'counts what is misconfigured against the principal',
    changes: [
      {
        file: `${FLOW}/judge.ts`,
        replace: '    counts: false,\n    ...(again',
        by: '    counts: true,\n    ...(again',
      },
    ],
    breaks: ['a principal is stopped only by evidence against itself'],
  },
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
        file: 'lambdas/core/standing.ts',
        replace: 'standing.refused.length <= REFUSALS_BEFORE_BRAKE;',
        by: 'standing.refused.length <= REFUSALS_BEFORE_BRAKE || true;',
      },
    ],
    breaks: ['the brake'],
    climate: 'harsh',
    plan: { runLeaseIgnored: 0, sleeps: 0 },
  },
  {
    name: 'presents a spent token where reuse revokes everything',
    changes: [
      {
        file: 'lambdas/core/due.ts',
        replace: "    afterLostAnswer === 'hold' &&\n    !instead &&",
        by: '    !afterLostAnswer &&\n    !instead &&',
      },
    ],
    breaks: ['no live token is killed by presenting a spent one'],
  },
  {
    name: 'forgets that an answer was lost',
    changes: [
      {
        file: 'simulation/ports/row-writes.ts',
        replace: '        presentedBefore: row.presented,\n',
        by: '        presentedBefore: undefined,\n',
      },
    ],
    breaks: ['no live token is killed by presenting a spent one'],
  },
  {
    name: 'leaves no rescue record',
    changes: [
      {
        file: `${FLOW}/keep.ts`,
        replace: "    journal.error('rescue', rescueRecord(rescue));\n    run.pendingKeeps.add(rescue);\n",
        by: '    void journal;\n    void rescueRecord(rescue);\n',
      },
    ],
    breaks: ['lost outside ask and keep'],
  },
  {
    name: 'throws away what a cut-off answer holds',
    changes: [
      {
        file: `${FLOW}/judge.ts`,
        replace: '  if (outcome.salvage) {\n',
        by: '  if (outcome.salvage && !seal) {\n',
      },
    ],
    breaks: ['lost outside ask and keep'],
  },
  {
    name: 'gets the data key after it has asked',
    changes: [
      {
        file: `${FLOW}/refresh.ts`,
        replace:
          '  const seal = await dataKey(attempt);\n  if (!seal || !(await permitToPublish(attempt, sealed))) return;\n',
        by: '  if (!(await permitToPublish(attempt, sealed))) return;\n',
      },
      {
        file: `${FLOW}/refresh.ts`,
        replace: '  const { answer } = asking;\n',
        by: '  const seal = await dataKey(attempt);\n  if (!seal) return;\n  const { answer } = asking;\n',
      },
    ],
    breaks: ['lost outside ask and keep'],
  },
  {
    name: 'halts in silence',
    changes: [
      {
        file: `${FLOW}/set-back.ts`,
        replace: "  if (!(await announce(run, principal, 'reauthorize', facts))) {",
        by: '  if (facts.code === undefined) {',
      },
    ],
    breaks: ['whoever must act is told'],
  },
  {
    name: 'gives up keeping after one call',
    changes: [
      {
        file: `${FLOW}/keep.ts`,
        replace: '      if (clock.now() + pause >= end) break;\n',
        by: '      throw new Error("given up");\n',
      },
    ],
    breaks: ['lost outside ask and keep'],
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
    name: 'believes a refusal at once',
    changes: [
      {
        file: `${FLOW}/ask.ts`,
        replace: 'if (!(await grantIsStillTheRows(attempt)))',
        by: 'if (false as boolean)',
      },
    ],
    breaks: ['nobody is told in vain', 'halted without cause'],
    plan: { ...SLEEPERS, betweenCloudOutages: 24 * HOUR, doubled: 1, warm: 2 },
  },
  {
    name: 'leaves a secret that went back as it is',
    changes: [
      {
        file: `${CORE}/drift.ts`,
        replace: 'current === row.publishedVersion) return undefined;',
        by: 'current !== undefined) return undefined;',
      },
    ],
    breaks: ['a secret that went back is put right'],
    plan: { latePuts: 0.01 },
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
    plan: DOZERS,
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
    name: 'takes a 5xx for a proof that nothing was spent',
    changes: [
      {
        file: `${FLOW}/judge.ts`,
        replace: "  unspent && !answerWasLost(principal) ? 'goes' : 'stays';",
        by: "  unspent || !answerWasLost(principal) ? 'goes' : 'stays';",
      },
    ],
    breaks: ['no live token is killed by presenting a spent one'],
  },
  {
    name: 'halts for a cloud that gives no answer',
    changes: [
      {
        file: `${FLOW}/judge.ts`,
        replace: '      return deferred(attempt, answer, outcome, seal);',
        by: "      return refused(attempt, answer, { ...outcome, kind: 'refused' }, seal);",
      },
    ],
    breaks: ['nobody is told in vain', 'halted without cause'],
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
