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

const FLOW = 'lambdas/flow';

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
        replace: '  await run.gate.turn();\n  const publication = await publish(',
        by: '  await settle(attempt, principal, access, presented);\n  await run.gate.turn();\n  const publication = await publish(',
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
        by: '  if (permit) return true;',
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
];
