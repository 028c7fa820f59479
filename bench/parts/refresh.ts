import { type Latencies, NONE, USUAL } from '../canned/latencies.ts';
import { Field, type Runner } from '../field.ts';
import type { FigureTable, Measured, Part } from '../part.ts';
import type { Wish } from '../programs/program.ts';
import type { ProgramName, Round } from '../programs/run.ts';
import { median, medianRatio } from '../statistics.ts';

/** As deployed. */
const CONCURRENCY = 24;
const SOCKETS = 2 * CONCURRENCY;
const ONE_BY_ONE = 60;

const TOGETHER: Wish = { concurrency: CONCURRENCY };
const IN_TURN: Wish = { concurrency: 1, atMost: ONE_BY_ONE };

const throughput = ({ published, seconds }: Round): number => published / seconds;
const cpu = ({ published, cpuSeconds }: Round): number => (1_000 * cpuSeconds) / published;

type Runners = Readonly<Partial<Record<ProgramName, Runner>>>;
/** By program; the same round of two programs can be compared. */
type Rounds = Readonly<Record<'scheduler' | 'bare', readonly Round[]>> &
  Readonly<Partial<Record<ProgramName, readonly Round[]>>>;

export const refresh: Part = {
  name: 'refresh',
  about:
    'refreshes a second and CPU time of each, beside a program that makes the same calls and nothing else',

  async measure({ rounds, principals, profile }, tell): Promise<Measured> {
    tell(`sealing ${principals} rows`);
    await using field = await Field.open(principals);
    const scheduler = await field.start('scheduler', SOCKETS, profile);
    const bare = await field.start('bare', SOCKETS, profile);
    const all = { scheduler, bare, 'bare, unsealed': await field.start('bare, unsealed', SOCKETS, profile) };

    // Compiling takes its time, too.
    await interleaved(all, 1, NONE, () => tell('warming up'));
    const unheld = await interleaved(all, rounds, NONE, (n) => tell(`no latency, round ${n}`));
    const held = await interleaved({ scheduler, bare }, Math.ceil(rounds / 2), USUAL, (n) =>
      tell(`usual latencies, round ${n}`),
    );
    tell('one by one');
    const inTurn = { unheld: await bare.round(IN_TURN, NONE), held: await bare.round(IN_TURN, USUAL) };

    const usual = Object.entries(USUAL).map(([service, ms]) => `${service} ${ms}`);
    const ratio = ({ scheduler: ours, bare: theirs }: Rounds, of: (round: Round) => number) =>
      medianRatio(ours.map(of), theirs.map(of));
    return {
      tables: [
        tableOf('No latency: the processor is the limit', unheld, inTurn.unheld),
        tableOf(`Latencies as usual (ms): ${usual.join(', ')}`, held, inTurn.held),
      ],
      goals: [
        { what: 'throughput at usual latencies, of bare', value: ratio(held, throughput), least: 0.9 },
        { what: 'without latency', value: ratio(unheld, throughput), least: 0.9 },
        { what: 'CPU of bare', value: ratio(unheld, cpu), most: 1.15 },
      ],
      raw: { unheld, held, inTurn },
    };
  },
};

/** Each round runs the programs in one order and back: whatever comes first or last in it weighs on none of them alone. */
async function interleaved(
  runners: Runners,
  rounds: number,
  latencies: Latencies,
  tell: (round: number) => void,
): Promise<Rounds> {
  const measured: Partial<Record<ProgramName, Round[]>> = {};
  const programs = Object.entries(runners) as [ProgramName, Runner][];
  for (let n = 1; n <= rounds; n += 1) {
    tell(n);
    const there = new Map<ProgramName, Round>();
    for (const [name, runner] of programs) there.set(name, await runner.round(TOGETHER, latencies));
    for (const [name, runner] of programs.toReversed()) {
      const back = await runner.round(TOGETHER, latencies);
      measured[name] = [...(measured[name] ?? []), together(there.get(name) ?? back, back)];
    }
  }
  return measured as Rounds;
}

const together = (one: Round, other: Round): Round => ({
  published: one.published + other.published,
  seconds: one.seconds + other.seconds,
  cpuSeconds: one.cpuSeconds + other.cpuSeconds,
  threadSeconds: one.threadSeconds + other.threadSeconds,
});

const SHOWN_AS: Readonly<Partial<Record<string, string>>> = {
  'bare, unsealed': 'bare, without opening and sealing',
};

const tableOf = (title: string, rounds: Rounds, inTurn: Round): FigureTable => {
  const absolute = (of: readonly Round[]) => [
    median(of.map(throughput)).toFixed(0),
    median(of.map(cpu)).toFixed(2),
  ];
  const compared = (of: readonly Round[]) => [
    medianRatio(of.map(throughput), rounds.bare.map(throughput)).toFixed(2),
    medianRatio(of.map(cpu), rounds.bare.map(cpu)).toFixed(2),
  ];
  return {
    title,
    head: ['program', 'refreshes/s', 'CPU ms each', 'throughput of bare', 'CPU of bare'],
    rows: [
      ...Object.entries(rounds).map(([name, of]) => [
        SHOWN_AS[name] ?? name,
        ...absolute(of),
        ...compared(of),
      ]),
      [`bare, one by one (${inTurn.published})`, ...absolute([inTurn]), '', ''],
    ],
  };
};
