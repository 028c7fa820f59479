import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../../infra/bundle.ts';
import type { Consumed } from '../../local/aws/consumed-capacity.ts';
import { NONE } from '../canned/latencies.ts';
import { Embedded } from '../embedded.ts';
import { Field } from '../field.ts';
import type { Part, Sizes } from '../part.ts';
import type { CensusCost } from '../programs/census.ts';
import { median } from '../statistics.ts';

const DUE = 1_000;
const CENSUS = fileURLToPath(new URL('../programs/census.ts', import.meta.url));

/** A function with 512 MiB has no more: without a bound V8 takes what it finds, the more the longer it runs. */
const HEAP = ['--max-old-space-size=460', '--max-semi-space-size=25'];

interface TickCost {
  readonly rows: number;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

type Census = CensusCost & { readonly calls: number };

const costOfATick = async (rows: number, due: number): Promise<TickCost> => {
  await using embedded = await Embedded.open(rows);
  await embedded.layOut({ due, rows });
  const units = { read: 0, write: 0 };
  const before = total(embedded.aws.calls());
  const end = embedded.aws.onConsumed(({ kind, units: consumed }: Consumed) => {
    units[kind] += consumed;
  });
  const { tally } = await embedded.tick();
  end();
  if (tally.of('published') !== due) throw new Error(`${tally.of('published')} of ${due} were published`);
  const requests = total(embedded.aws.calls()) - before;
  return { rows, requests, readUnits: units.read, writeUnits: units.write };
};

const total = (calls: Readonly<Record<string, number>>): number =>
  Object.values(calls).reduce((sum, n) => sum + n, 0);

/** Each in a process of its own, which runs the bundle: stripping types would take more memory than the census does. */
const costOfCensuses = async (
  { rows: sizes, rounds }: Sizes,
  tell: (what: string) => void,
): Promise<readonly (readonly Census[])[]> => {
  await using field = await Field.open(0);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    bundle(CENSUS, folder);
    const module = pathToFileURL(join(folder, 'index.mjs'));
    const costs: Census[][] = sizes.map(() => []);
    for (let round = 1; round <= Math.ceil(rounds / 2); round += 1)
      for (const [at, rows] of sizes.entries()) {
        tell(`a census of ${rows} rows, round ${round}`);
        await field.servers.ask('layOutTable', rows);
        await field.servers.ask('becomeDue', NONE);
        const child = field.startClient(module, HEAP);
        const cost = await child.ask<CensusCost>('census', field.place);
        const { calls } = await field.seen();
        costs[at]?.push({ ...cost, calls: total(calls) });
        await child.end();
      }
    return costs;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const growth: Part = {
  name: 'growth',
  about: 'what a tick reads, and the memory that a census takes, in tables of different sizes',

  async measure(sizes, tell) {
    const due = Math.min(DUE, sizes.principals);
    const ticks: TickCost[] = [];
    for (const rows of sizes.rows) {
      tell(`a tick in a table of ${rows} rows`);
      ticks.push(await costOfATick(rows, due));
    }
    const censuses = await costOfCensuses(sizes, tell);
    const peaks = censuses.map((costs) => median(costs.map(({ peakMiB }) => peakMiB)));
    const heaps = censuses.map((costs) => median(costs.map(({ peakHeapMiB }) => peakHeapMiB)));
    const [least = Number.NaN, largest = Number.NaN] = [peaks[0], peaks.at(-1)];
    const reads = (of: TickCost | undefined) => of?.readUnits ?? Number.NaN;
    const requests = (of: TickCost | undefined) => of?.requests ?? Number.NaN;
    return {
      tables: [
        {
          title: `A tick over ${due} due principals`,
          head: ['rows in the table', 'requests', 'read units', 'write units'],
          rows: ticks.map((tick) => [tick.rows, tick.requests, tick.readUnits, tick.writeUnits]),
        },
        {
          title: 'A census of the whole table and all its secrets',
          head: ['rows in the table', 'peak memory, MiB', 'peak heap, MiB', 'CPU s', 'calls'],
          rows: sizes.rows.map((rows, at) => [
            rows,
            (peaks[at] ?? Number.NaN).toFixed(0),
            (heaps[at] ?? Number.NaN).toFixed(0),
            median(censuses[at]?.map(({ cpuSeconds }) => cpuSeconds) ?? []).toFixed(1),
            censuses[at]?.[0]?.calls ?? 0,
          ]),
        },
      ],
      goals: [
        {
          what: 'read units of the smallest table’s',
          value: reads(ticks.at(-1)) / reads(ticks[0]),
          most: 1.1,
        },
        { what: 'requests', value: requests(ticks.at(-1)) / requests(ticks[0]), most: 1.1 },
        { what: 'peak memory of a census', value: largest / least, most: 1.2 },
      ],
      raw: { ticks, censuses },
    };
  },
};
