import { type Counts, NOTHING_COUNTED, together } from '../core/census.ts';
import type { Tally } from '../core/tally.ts';
import { AS_DEPLOYED, type Tempo } from '../core/tempo.ts';
import type { CensusPorts } from './census-ports.ts';
import { countReading } from './census-row.ts';
import { CensusRun } from './census-run.ts';
import { readSecrets } from './census-secrets.ts';
import { tellOfCertificates } from './certificate-ends.ts';
import { inParallel } from './in-parallel.ts';

export interface CensusSettings {
  /** The invocation's own end, epoch ms. */
  readonly deadline: number;
  /** @default as deployed */
  readonly tempo?: Tempo;
  /** Looks up the secret of every published row by itself, and so finds those that are missing. @default false */
  readonly deep?: boolean;
}

export interface CensusReport {
  /** False: it ran out of time, and the next one goes on. */
  readonly done: boolean;
  /** Of the census so far, the runs before this one included. */
  readonly counts: Counts;
  /** What this run changed. */
  readonly mended: Tally;
  /** What it found and left as it is. */
  readonly found: Tally;
}

/** Bounds the memory, and what a killed run has to do again. */
const PAGE = 200;

/**
 * One run over the whole table and all secrets of tokens, in bounded memory: a page of each part at a time. What is
 * wrong is mended by conditional writes, each good only for the row that was read, so that two censuses at once, ticks
 * and operators in the middle, and a stop anywhere do no harm. What is not understood is counted, named and left alone.
 *
 * No provider is asked, and no token is read or published: see {@link CensusPorts}.
 */
export async function census(
  ports: CensusPorts,
  { deadline, tempo = AS_DEPLOYED, deep = false }: CensusSettings,
): Promise<CensusReport> {
  const run = await CensusRun.begin(ports, { deadline, tempo, deep });
  const { apps, malformed } = await ports.controls.list();
  run.knows({ apps, malformed });
  let leastToCertificateEnd: number | undefined;
  try {
    await readTable(run);
    await readSecrets(run);
    if (run.isDone) leastToCertificateEnd = await tellOfCertificates(apps, run);
  } catch (error) {
    await run.keep();
    throw error;
  }

  const { startedAt, counts } = run.progress;
  if (run.isDone) {
    ports.gauges.census(counts, { leastToCertificateEnd });
    await ports.record.finish(counts, { startedAt, at: ports.clock.now() });
  } else await run.keep();
  return { done: run.isDone, counts, mended: run.mended, found: run.found };
}

/** All parts at once. One that cannot be read ends the run, once the others have put away what they hold. */
async function readTable(run: CensusRun): Promise<void> {
  const parts = run.progress.segments.map((_, index) => readPart(index, run));
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason;
}

async function readPart(index: number, run: CensusRun): Promise<void> {
  const of = run.progress.segments.length;
  for (;;) {
    const at = run.progress.segments[index];
    if (at === undefined || at === 'done' || !run.hasTime()) return;
    const after = at === 'start' ? undefined : at.after;
    const page = await run.ports.principals.scan({ index, of }, after, PAGE);
    const counted = await inParallel(page.rows, (reading) => countReading(reading, run));
    run.cameTo(index, page.next, counted.reduce(together, NOTHING_COUNTED));
    await run.keepNowAndThen();
  }
}
