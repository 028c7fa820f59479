import { writeFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import { APP, GRANT_REFUSED, HOMES, makeDue, OUTAGE } from '../fleet.ts';
import type { Scene } from './scene.ts';

const outage: Scene = {
  title: 'a cloud is down for longer than its tokens live, and for more than four hours',
  entries: ['provider-outage', 'service-level', 'expired'],
  tried: 'a cloud that answered 503 until its tokens had ended',
  alarms: ['service-level', 'expired'],
  notices: ['provider-outage'],
  within: 200,
  overWithin: 40,
  async provoke({ clouds: { dkn } }) {
    dkn.faults.set(OUTAGE, { app: APP });
  },
  async follow({ type, until, sent, view }) {
    const status = await type('npx refresh-scheduler status');
    expect(status.text).toMatch(/expired/);
    expect(status.text).toMatch(/homes +dkn +held back/);
    const overdue = await type('npx refresh-scheduler list --overdue');
    expect(overdue.text).toContain('home-1');
    expect((await type('npx refresh-scheduler doctor --app homes')).text).toContain('homes');
    await until(
      'those who are paged are told that it lasts',
      () => sent().some(({ subject }) => subject.startsWith('Still: ')),
      250,
    );
    expect(view().notices.find(({ subject }) => subject.startsWith('Still: '))?.severity).toBe('page');
  },
  async mend({ clouds: { dkn } }) {
    dkn.faults.clear({ app: APP });
  },
};

const NEW_SECRET = 'Nw7'.repeat(10);

const wrongSecret: Scene = {
  title: 'a cloud wants another client secret than the one that is stored',
  entries: ['app-misconfigured'],
  tried: "a cloud that changed the client's secret, until the new one was put",
  alarms: ['app-misconfigured'],
  notices: ['app-misconfigured'],
  within: 8,
  overWithin: 12,
  async provoke(stage) {
    const secret = await stage.clouds.dkn.registerApp(APP, { clientSecret: NEW_SECRET });
    await writeFile('homes.json', JSON.stringify({ app: APP, ...secret }));
    await makeDue(stage);
  },
  async follow({ type }) {
    expect((await type('npx refresh-scheduler status')).text).toMatch(/homes +dkn +held back: misconfigured/);
    expect((await type('npx refresh-scheduler app check homes')).text).toContain(
      'its secret has all it needs',
    );
    expect((await type('npx refresh-scheduler doctor --app homes')).text).toContain('homes');
    expect((await type('npx refresh-scheduler app put homes.json')).text).toContain(
      'app homes (dkn): updated',
    );
  },
};

const inBulk: Scene = {
  title: 'a cloud refuses every grant of an app',
  entries: ['refused-in-bulk'],
  tried: 'a cloud that refused every grant of an app',
  alarms: ['grants-refused'],
  notices: ['refused-in-bulk', 'reauthorization-required'],
  within: 18,
  overWithin: 35,
  async provoke(stage) {
    stage.clouds.dkn.faults.set(GRANT_REFUSED, { app: APP });
    await makeDue(stage);
  },
  async follow({ type, clouds: { dkn }, minutes }) {
    const { text } = await type('npx refresh-scheduler list --state halted');
    const halted = HOMES.filter((id) => new RegExp(`^${id} `, 'm').test(text));
    expect(halted).toHaveLength(5);

    dkn.faults.clear({ app: APP });
    await minutes(2);
    for (const id of halted) {
      const resumed = await type(`npx refresh-scheduler resume ${id} --grant refresh_token`);
      expect(resumed.exitCode).toBe(0);
    }
  },
};

export const CLOUD_SCENES: readonly Scene[] = [wrongSecret, inBulk, outage];
