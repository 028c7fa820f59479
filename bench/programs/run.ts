import type { Place } from '../canned/serve.ts';
import { answerQuestions } from '../child.ts';
import { bare } from './bare.ts';
import { bareSeal, noSeal } from './bare-seal.ts';
import type { Program, Wish } from './program.ts';
import { scheduler } from './scheduler.ts';

/*
 * The process of one program: it runs round after round, as a warm Lambda environment does, and says what each has cost.
 */

const PROGRAMS = {
  scheduler,
  bare: (place: Place, sockets: number) => bare(place, sockets, ({ kms }) => bareSeal(kms, place.keyArn)),
  'bare, unsealed': (place: Place, sockets: number) => bare(place, sockets, noSeal),
} satisfies Record<string, (place: Place, sockets: number) => Program>;

export type ProgramName = keyof typeof PROGRAMS;

export interface Round {
  readonly published: number;
  readonly seconds: number;
  /** Of all threads, garbage collection included. */
  readonly cpuSeconds: number;
  /** Of the thread that runs the program: no garbage collection or compilation beside it. */
  readonly threadSeconds: number;
}

let program: Program | undefined;

answerQuestions({
  begin: ({ name, place, sockets }: { name: ProgramName; place: Place; sockets: number }) => {
    program = PROGRAMS[name](place, sockets);
  },
  round: async (wish: Wish): Promise<Round> => {
    if (!program) throw new Error('nothing was begun');
    // What the round before left behind is not this one's.
    globalThis.gc?.();
    const before = process.cpuUsage();
    const beforeOfThread = process.threadCpuUsage();
    const startedAt = performance.now();
    const published = await program(wish);
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const thread = process.threadCpuUsage(beforeOfThread);
    return {
      published,
      seconds,
      cpuSeconds: (user + system) / 1_000_000,
      threadSeconds: (thread.user + thread.system) / 1_000_000,
    };
  },
});
