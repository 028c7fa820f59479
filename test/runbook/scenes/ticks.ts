import { writeFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import { SECOND } from '../../../lambdas/core/time.ts';
import { APP, makeDue, whileAsking } from '../fleet.ts';
import type { Stage } from '../stage.ts';
import type { Scene } from './scene.ts';

/** What the cloud lets one app have under way at once. */
const AT_ONCE = 4;

const noTicks: Scene = {
  title: 'the schedule of ticks stands still',
  entries: ['heartbeat-missing'],
  tried: 'stopping the schedule, and starting it again',
  alarms: ['heartbeat-missing'],
  notices: [],
  within: 6,
  overWithin: 4,
  async provoke({ stopped }) {
    stopped.add('tick');
  },
  async follow({ type }) {
    expect((await type('npx refresh-scheduler status')).exitCode).toBe(0);
  },
  async mend({ stopped }) {
    stopped.delete('tick');
  },
};

/** A minute in which the tick's answers take most of its time; its schedule does not fire on top. */
const slowMinute = async (stage: Stage): Promise<void> => {
  stage.stopped.add('tick');
  await stage.minute();
  await whileAsking(stage, { app: APP }, AT_ONCE, () => stage.time.skip(41 * SECOND));
};

const slowCloud: Scene = {
  title: 'a cloud answers so slowly that each tick gets four of forty done',
  entries: ['tick-near-limit', 'overdue'],
  tried: 'a cloud that answered slowly while many rows were due',
  alarms: ['tick-near-limit', 'overdue'],
  notices: [],
  within: 1,
  overWithin: 8,
  async provoke(stage) {
    await makeDue(stage);
    for (let n = 0; n < 9; n += 1) await slowMinute(stage);
  },
  async follow({ view, type }) {
    expect((await type('npx refresh-scheduler status')).text).toMatch(/homes +dkn +runs/);
    const slow = view().queries.find(({ name }) => name.endsWith('/slow ticks'));
    const [longest = []] = slow?.rows ?? [];
    expect(Number(longest[slow?.columns.indexOf('durationMs') ?? -1])).toBeGreaterThan(40_000);
  },
  async mend({ stopped }) {
    stopped.delete('tick');
  },
};

/** Asks for a principal, and the table takes no writes from then on until the run is over. */
const writesFail = async (stage: Stage, principal: string): Promise<void> => {
  await makeDue(stage, [principal]);
  stage.stopped.add('tick');
  await stage.minute();
  await whileAsking(stage, { principal }, 1, () => {
    stage.aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'error' });
    stage.time.skip(46 * SECOND);
  });
  stage.aws.faults.clear();
  stage.stopped.delete('tick');
};

const RESCUED = 'rescue records: give the whole line to restore';

/** Whole lines of the log, as the saved query shows them, newest first. */
const rescueLines = ({ view }: Stage): readonly string[] => {
  const query = view().queries.find(({ name }) => name.endsWith(`/${RESCUED}`));
  const at = query?.columns.indexOf('@message') ?? -1;
  return (query?.rows ?? []).map((row) => row[at] ?? '');
};

const rescue: Scene = {
  title:
    'the table takes no write between asking and keeping, once in a process that lives on and once in one that dies',
  entries: ['grant-rescued'],
  tried: 'a table that took no writes between asking and keeping',
  alarms: ['grant-rescued'],
  notices: [],
  within: 2,
  overWithin: 20,
  async provoke(stage) {
    await writesFail(stage, 'home-4');
    await stage.minute();
    await writesFail(stage, 'home-5');
    stage.functions.tick.kill();
  },
  async follow(stage) {
    const lines = rescueLines(stage);
    const [record = ''] = lines.filter(
      (line) => line.includes('"message":"rescue"') && line.includes('home-5'),
    );
    expect(lines.some((line) => line.includes('rescued-grant-kept') && line.includes('home-4'))).toBe(true);
    expect(lines.some((line) => line.includes('rescued-grant-kept') && line.includes('home-5'))).toBe(false);

    await writeFile('rescue.json', record);
    await stage.type('npx refresh-scheduler pause home-5');
    const early = await stage.type('npx refresh-scheduler restore rescue.json');
    expect(early).toMatchObject({ exitCode: 1, text: expect.stringContaining('again in') });
    await stage.minutes(2);
    const restored = await stage.type('npx refresh-scheduler restore rescue.json');
    expect(restored).toMatchObject({ exitCode: 0, text: expect.stringContaining('home-5: restored') });
    await stage.minutes(2);
    const shown = await stage.type('npx refresh-scheduler show home-5');
    expect(shown.text).toMatch(/published +yes/);
    expect(shown.text).not.toContain('last error');
  },
};

export const TICK_SCENES: readonly Scene[] = [noTicks, slowCloud, rescue];
