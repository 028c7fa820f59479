import { type Latencies, USUAL } from '../canned/latencies.ts';
import { Field, type Runner } from '../field.ts';
import type { Part } from '../part.ts';
import type { Wish } from '../programs/program.ts';
import type { ProgramName } from '../programs/run.ts';
import { median, quantile } from '../statistics.ts';

/** As deployed. */
const WISH: Wish = { concurrency: 24, rate: 35 };
const SOCKETS = 48;
/** The clouds' answers begin what is measured: nobody has to wait for them. */
const LATENCIES: Latencies = { ...USUAL, cloud: 10 };
const MOST_PRINCIPALS = 210;
const NAMES: readonly ProgramName[] = ['scheduler', 'bare', 'bare, unsealed'];

/**
 * Consumers hold a dead token from the cloud's answer until the new one can be read: how long that is, against a program
 * that after the answer does nothing but one write in the table and one Put. Both are seen by the same clock, the servers'.
 */
export const window: Part = {
  name: 'window',
  about: 'from the cloud’s answer to the moment when the new secret can be read, as consumers feel it',

  async measure({ rounds, principals }, tell) {
    const due = Math.min(MOST_PRINCIPALS, principals);
    await using field = await Field.open(due);
    const runners: [ProgramName, Runner][] = [];
    for (const name of NAMES) runners.push([name, await field.start(name, SOCKETS)]);
    const windows: Record<string, number[]> = {};
    const medians: Record<string, number[]> = {};
    for (let n = 0; n <= Math.ceil(rounds / 2); n += 1) {
      for (const [name, runner] of n % 2 === 0 ? runners : runners.toReversed()) {
        tell(`${name}, round ${n}`);
        await runner.round(WISH, LATENCIES);
        const { windows: seen } = await field.seen();
        if (seen.length !== due) throw new Error(`${name}: ${seen.length} of ${due} were seen`);
        // The first warms up.
        if (n === 0) continue;
        windows[name] = [...(windows[name] ?? []), ...seen];
        medians[name] = [...(medians[name] ?? []), median(seen)];
      }
    }
    const of = (name: ProgramName) => windows[name] ?? [];
    const ratioOf = (name: ProgramName) => median(of(name)) / median(of('bare, unsealed'));
    return {
      tables: [
        {
          title: `From the answer to the readable secret, ${WISH.rate} a second, ms (a write takes ${LATENCIES.dynamodb}, a Put ${LATENCIES.secretsmanager})`,
          head: ['program', 'median', '95 %', '99 %', 'of one write and one Put'],
          rows: NAMES.map((name) => [
            name === 'bare, unsealed' ? 'one write and one Put' : name === 'bare' ? 'the same, sealed' : name,
            median(of(name)).toFixed(1),
            quantile(of(name), 0.95).toFixed(1),
            quantile(of(name), 0.99).toFixed(1),
            ratioOf(name).toFixed(2),
          ]),
        },
      ],
      goals: [
        { what: 'window of one write and one Put, at the median', value: ratioOf('scheduler'), most: 1.2 },
      ],
      raw: { medians, windows },
    };
  },
};
