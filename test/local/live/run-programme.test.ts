import { expect, test } from '@jest/globals';
import type { Step } from '../../../local/live/programme.ts';
import { runProgramme } from '../../../local/live/run-programme.ts';

const OUTAGE = { kind: 'outage', cloud: 'dkn' } as const;
const STEPS: readonly Step[] = [
  { do: 'break', fault: OUTAGE, from: 0, to: 1 },
  { do: 'kill', from: 2, afterClaimMs: 0 },
];

const aStage = (done: string[], signal: AbortSignal) => ({
  board: {
    begin: () => void done.push('begin'),
    end: () => void done.push('end'),
    kill: () => void done.push('kill'),
  },
  startedAt: 0,
  // Long after everything: nothing is waited for.
  clock: () => 1_000,
  signal,
  untilServed: async () => void done.push('served'),
  markDue: async (cloud: string | undefined) => void done.push(`due ${cloud ?? 'some'}`),
  untilClaimed: async () => void done.push('claimed'),
});

test('breaks first and marks due then, mends, and kills a run that holds a row', async () => {
  const done: string[] = [];

  await runProgramme(STEPS, aStage(done, new AbortController().signal));

  expect(done).toEqual(['served', 'begin', 'due dkn', 'end', 'due some', 'claimed', 'kill']);
});

test('does nothing any more once it is stopped', async () => {
  const done: string[] = [];

  await runProgramme(STEPS, aStage(done, AbortSignal.abort()));

  expect(done).not.toContain('begin');
});
