import { Embedded } from '../embedded.ts';
import type { Part } from '../part.ts';

const DUE = [100, 1_000];
const MOST = 4.5;

/** Calls of one tick by operation, as AWS counts them: each attempt, and what a run shares among its principals. */
const callsOfATick = async (due: number): Promise<Readonly<Record<string, number>>> => {
  await using embedded = await Embedded.open(due);
  await embedded.layOut({ due, rows: due });
  const before = embedded.aws.calls();
  const { tally } = await embedded.tick();
  if (tally.of('published') !== due) throw new Error(`${tally.of('published')} of ${due} were published`);
  const after = Object.entries(embedded.aws.calls());
  return Object.fromEntries(
    after.map(([name, n]) => [name, n - (before[name] ?? 0)] as const).filter(([, n]) => n > 0),
  );
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

export const calls: Part = {
  name: 'calls',
  about: 'AWS calls of a refresh: claim, keep, put and settle, and what a tick shares',

  async measure({ principals }, tell) {
    const counted: { due: number; calls: Readonly<Record<string, number>> }[] = [];
    for (const due of DUE.map((most) => Math.min(most, principals))) {
      tell(`${due} due`);
      counted.push({ due, calls: await callsOfATick(due) });
    }
    const each = counted.map(({ due, calls }) => sum(Object.values(calls)) / due);
    const operations = [...new Set(counted.flatMap(({ calls }) => Object.keys(calls)))].sort();
    return {
      tables: [
        {
          title: 'AWS calls of one tick, counted at the server',
          head: ['operation', ...counted.map(({ due }) => `${due} due`)],
          rows: [
            ...operations.map((name) => [name, ...counted.map(({ calls }) => calls[name] ?? 0)]),
            ['calls a refresh', ...each.map((n) => n.toFixed(2))],
          ],
        },
      ],
      goals: [{ what: 'AWS calls a refresh, at most', value: Math.max(...each), most: MOST }],
      raw: counted,
    };
  },
};
