import { setImmediate, setTimeout } from 'node:timers/promises';
import type { RunningCloud } from '../../local/clouds/cloud.ts';
import type { Random } from '../../local/clouds/random.ts';
import type { World } from '../../local/world.ts';

/** A tick that was fired and is to die. */
export interface Flight {
  /** It has ended by itself. */
  readonly over: boolean;
}

/** How long a tick takes that nobody kills, in ms. */
export interface Pace {
  /** From the firing to the first call, in a process that must start first. */
  readonly start: number;
  /** From the first call to the end. */
  readonly work: number;
}

interface Approach {
  readonly world: World;
  readonly flight: Flight;
  readonly chance: Random;
  readonly pace: Pace;
}

/** When to kill. `approach` begins with the firing and is over when the time has come, or the tick has ended. */
export interface Moment {
  readonly name: string;
  approach(how: Approach): Promise<void>;
}

/** Several principals are in flight; as many of them may get so far before the process dies. */
const MOST_AT_ONCE = 4;
const FEW_MS = 30;

/**
 * Looks in every turn of the event loop. Endpoints and clouds live in this process, so a request that follows from an
 * answer cannot be served before the answer has been seen here.
 */
const until = async ({ flight }: Approach, reached: () => boolean): Promise<void> => {
  while (!flight.over && !reached()) await setImmediate();
};

/** A process that must start first needs the processor more than we do: looks once a millisecond. */
const firstCall = async (how: Approach): Promise<void> => {
  const before = calls(how, /./);
  while (!how.flight.over && calls(how, /./) === before) await setTimeout(1);
};

const atMost = (ms: number): (() => boolean) => {
  const end = performance.now() + ms;
  return () => performance.now() > end;
};

const cloudsOf = ({ world }: Approach): readonly RunningCloud[] => Object.values(world.clouds);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const requests = (how: Approach): number => sum(cloudsOf(how).map(({ counts }) => counts.calls));
const grants = (how: Approach): number =>
  sum(cloudsOf(how).map(({ counts }) => counts.refreshed + counts.logins));
const calls = ({ world }: Approach, pattern: RegExp): number =>
  sum(
    Object.entries(world.aws.calls())
      .filter(([name]) => pattern.test(name))
      .map(([, count]) => count),
  );

/** Until a count has risen by one, or (for a few ms more) by up to four. */
const risen = async (how: Approach, count: () => number, before: number, most: number): Promise<void> => {
  await until(how, () => count() > before);
  const wanted = before + 1 + how.chance.below(most);
  const late = atMost(FEW_MS);
  await until(how, () => count() >= wanted || late());
};

const atAnyTime: Moment = {
  name: 'at any time',
  async approach({ chance, pace }) {
    await setTimeout(chance.below(Math.ceil(pace.start + pace.work)));
  },
};

const atWork: Moment = {
  name: 'at work',
  async approach(how) {
    await firstCall(how);
    await setTimeout(how.chance.below(Math.ceil(how.pace.work)));
  },
};

/** A proof that secrets can be written, an app's secret or a data key: whatever it waits for, it has asked nobody. */
const beforeAsking: Moment = {
  name: 'before asking',
  async approach(how) {
    const service = how.chance.below(2) ? 'kms' : 'secretsmanager';
    const before = calls(how, new RegExp(service));
    how.world.aws.faults.set({ service, kind: 'hang' });
    await firstCall(how);
    await risen(how, () => calls(how, new RegExp(service)), before, MOST_AT_ONCE);
  },
};

const askedUnanswered: Moment = {
  name: 'asked, nothing used up',
  async approach(how) {
    const before = requests(how);
    for (const { faults } of cloudsOf(how)) faults.set({ kind: 'hang' });
    await firstCall(how);
    await risen(how, () => requests(how), before, MOST_AT_ONCE);
  },
};

const answerUnderWay: Moment = {
  name: 'asked, the answer under way',
  async approach(how) {
    const before = grants(how);
    for (const { faults } of cloudsOf(how)) faults.set({ kind: 'slow', msPerByte: 1_000 });
    await firstCall(how);
    await risen(how, () => grants(how), before, 2);
  },
};

const keeping: Moment = {
  name: 'answered, not kept',
  async approach(how) {
    await firstCall(how);
    const before = grants(how);
    await until(how, () => grants(how) > before);
    const writes = calls(how, /UpdateItem/);
    how.world.aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'hang' });
    await risen(how, () => calls(how, /UpdateItem/), writes, 2);
  },
};

const SECRET_WRITES = ['PutSecretValue', 'CreateSecret'] as const;
const SECRET_WRITE = new RegExp(SECRET_WRITES.join('|'));

const publishing: Moment = {
  name: 'kept, not published',
  async approach(how) {
    await firstCall(how);
    const before = grants(how);
    await until(how, () => grants(how) > before);
    const writes = calls(how, SECRET_WRITE);
    for (const operation of SECRET_WRITES)
      how.world.aws.faults.set({ service: 'secretsmanager', operation, kind: 'hang' });
    await risen(how, () => calls(how, SECRET_WRITE), writes, MOST_AT_ONCE);
  },
};

const settling: Moment = {
  name: 'published, not settled',
  async approach(how) {
    await firstCall(how);
    const before = grants(how);
    await until(how, () => grants(how) > before);
    // By the time that the second secret is written, few answers are still to be kept.
    await risen(how, () => calls(how, SECRET_WRITE), calls(how, SECRET_WRITE) + 1, 2);
    const writes = calls(how, /UpdateItem/);
    how.world.aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'hang' });
    await risen(how, () => calls(how, /UpdateItem/), writes, 1);
  },
};

/**
 * In turn; the blind ones more often, for they find what nobody aimed at. As many as share no divisor with the groups of
 * the fleet, so that every group meets every moment.
 */
export const MOMENTS: readonly Moment[] = [
  atWork,
  beforeAsking,
  atWork,
  settling,
  askedUnanswered,
  atAnyTime,
  answerUnderWay,
  atWork,
  keeping,
  askedUnanswered,
  publishing,
  atWork,
  settling,
];

export const clearFaults = ({ aws, clouds }: World): void => {
  aws.faults.clear();
  for (const { faults } of Object.values(clouds)) faults.clear();
};
