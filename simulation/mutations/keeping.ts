import { CORE, FLOW, type Mutation } from './mutation.ts';

/** What is kept, and what is published, in which order. */
export const KEEPING: readonly Mutation[] = [
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
];
