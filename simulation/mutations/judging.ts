import { HOUR } from '../../lambdas/core/time.ts';
import { CORE, FLOW, type Mutation } from './mutation.ts';
import { SLEEPERS } from './sleepers.ts';

/** What an answer is taken for, and who is told. */
export const JUDGING: readonly Mutation[] = [
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
    name: 'presents a spent token where reuse revokes everything',
    changes: [
      {
        file: `${CORE}/due.ts`,
        replace: "    afterLostAnswer === 'hold' &&\n    !instead &&",
        by: '    !afterLostAnswer &&\n    !instead &&',
      },
    ],
    breaks: ['no live token is killed by presenting a spent one'],
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
    name: 'believes a refusal at once',
    changes: [
      {
        file: `${FLOW}/ask.ts`,
        replace: 'if (!(await grantIsStillTheRows(attempt)))',
        by: 'if (false as boolean)',
      },
    ],
    breaks: ['nobody is told in vain', 'halted without cause'],
    plan: { ...SLEEPERS, sleeps: 0.3, betweenCloudOutages: 24 * HOUR, doubled: 1, warm: 2 },
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
];
