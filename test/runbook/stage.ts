import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { OUTPUT } from '../../lambdas/contract.ts';
import type { Sent } from '../../local/cloudwatch/topics.ts';
import type { CloudWatchView } from '../../local/cloudwatch/views.ts';
import { functionAt, operate, type Request } from '../../local/operate.ts';
import type { StackFunction, StackSchedule } from '../../local/stack/running.ts';
import { atTheTerminal, type Seen } from '../guide/at-the-terminal.ts';
import { openWorld, type World } from './world.ts';

export type Part = 'tick' | 'census' | 'notices' | 'rejections';

/** A fleet whose minutes pass one by one, each in its turn, and somebody who watches it and works as the runbook says. */
export interface Stage extends World {
  readonly functions: Readonly<Record<Part, StackFunction>>;
  /** Those that nobody fires until they are taken out. */
  readonly stopped: Set<Part>;
  /** Alarms judge what is over; then all fires that is due. */
  minute(): Promise<void>;
  minutes(count: number): Promise<void>;
  /** Until something is so, and no longer than so many minutes. @throws where it does not come */
  until(what: string, isSo: () => boolean | Promise<boolean>, mostMinutes: number): Promise<void>;
  /** Without a minute passing: for what a run is at. @throws after seconds in vain */
  soon(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  fire(part: Part): Promise<void>;
  view(): CloudWatchView;
  /** What topics sent out since the scene began, newest first. */
  sent(): readonly Sent[];
  /** A command line of ours, as the runbook has it. */
  type(line: string): Promise<Seen>;
  /** Since the scene began. */
  readonly typed: readonly string[];
  /** For whoever sets the scene: what is not the runbook's. @throws where it is refused */
  operate(request: Request): Promise<void>;
  /** Ends what a scene that failed has left behind. */
  beginScene(): void;
  close(): Promise<void>;
}

const COMMAND = 'npx refresh-scheduler ';
/** Longer than a start of a process on a busy machine, ms. */
const SOON = 20_000;
const BETWEEN_LOOKS = 5;
const CENSUS_EVERY = 15;

export const openStage = async (): Promise<Stage> => {
  const world = await openWorld();
  const { stack, aws, clouds, time } = world;
  const folder = await mkdtemp(join(tmpdir(), 'runbook-'));
  const before = process.cwd();
  process.chdir(folder);

  const schedules = schedulesOf(stack.schedules);
  const stopped = new Set<Part>();
  const typed: string[] = [];
  let sceneBegan = 0;
  let passed = 0;

  const fire = async (part: Part): Promise<void> => {
    // What cannot be delivered is in the queue of what was not, and the next minute is another chance.
    await schedules[part]?.fire().catch(() => {});
  };
  const minute = async (): Promise<void> => {
    time.toNextMinute();
    stack.cloudWatch.pass();
    const isCensus = passed % CENSUS_EVERY === 0;
    passed += 1;
    for (const part of ['tick', 'census', 'notices'] as const)
      if (!stopped.has(part) && (part !== 'census' || isCensus)) await fire(part);
  };
  const until: Stage['until'] = async (what, isSo, mostMinutes) => {
    for (let n = 0; !(await isSo()); n += 1) {
      if (n >= mostMinutes) throw new Error(`${what}: not within ${mostMinutes} minutes`);
      await minute();
    }
  };
  const sent = () => stack.cloudWatch.topics.sent().filter(({ at }) => at >= sceneBegan);

  return {
    ...world,
    functions: {
      tick: functionAt(stack, OUTPUT.refreshFunction),
      census: functionAt(stack, OUTPUT.censusFunction),
      notices: functionOf(stack.functions, 'Notices'),
      rejections: functionOf(stack.functions, 'Rejections'),
    },
    stopped,
    typed,
    minute,
    until,
    fire,
    async minutes(count) {
      for (let n = 0; n < count; n += 1) await minute();
    },
    async soon(what, isSo) {
      const begun = performance.now();
      while (!(await isSo())) {
        if (performance.now() - begun > SOON) throw new Error(`${what}: not soon`);
        await setTimeout(BETWEEN_LOOKS);
      }
    },
    view: () => stack.cloudWatch.view(),
    sent,
    async type(line) {
      typed.push(line);
      const words = line.slice(COMMAND.length).trim().split(/ +/);
      // What asks no fleet takes no place of one.
      const where = words[0] === 'explain' ? [] : ['--local', new URL(aws.url).port];
      return atTheTerminal([...words, ...where], clouds, minute);
    },
    async operate(request) {
      const answer = await operate(stack, request);
      if (!answer.ok) throw new Error(`${request.operation} was refused: ${JSON.stringify(answer.problems)}`);
    },
    beginScene() {
      for (const cloud of Object.values(clouds)) cloud.faults.clear();
      aws.faults.clear();
      stopped.clear();
      typed.length = 0;
      sceneBegan = Date.now();
    },
    async close() {
      process.chdir(before);
      await world.close();
      await rm(folder, { recursive: true });
    },
  };
};

const MINUTE_MS = 60_000;

/** Told apart by their names, which are those of the constructs. */
const schedulesOf = (
  schedules: Readonly<Record<string, StackSchedule>>,
): Readonly<Partial<Record<Part, StackSchedule>>> => {
  const named = (part: string) => Object.entries(schedules).find(([id]) => id.includes(part))?.[1];
  const found = { tick: named('Tick'), census: named('Census'), notices: named('Notices') };
  const periods = Object.values(found).map((schedule) => (schedule?.everyMs ?? 0) / MINUTE_MS);
  if (periods.join() !== [1, CENSUS_EVERY, 1].join()) throw new Error(`schedules fire every ${periods}`);
  return found as Partial<Record<Part, StackSchedule>>;
};

const functionOf = (functions: Readonly<Record<string, StackFunction>>, part: string): StackFunction => {
  const found = Object.entries(functions).find(([id]) => id.includes(part))?.[1];
  if (!found) throw new Error(`the stack has no function of ${part}`);
  return found;
};
