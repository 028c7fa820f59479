import { writeFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import { DAY, SECOND } from '../../../lambdas/core/time.ts';
import { enrolment, makeDue, OUTAGE } from '../fleet.ts';
import type { Stage } from '../stage.ts';
import type { Scene } from './scene.ts';

const consentWithdrawn: Scene = {
  title: 'an owner withdraws consent, and the grant of another is lost with an answer',
  entries: ['grants-refused', 'reauthorization-required'],
  tried: 'an owner who withdrew consent and gave it again, by an answer that was lost with the grant in it',
  alarms: ['grants-refused'],
  notices: ['reauthorization-required'],
  within: 20,
  overWithin: 35,
  async provoke(stage) {
    const { faults } = stage.clouds.dkn;
    faults.set({ kind: 'drop-after' }, { principal: 'home-3', remaining: 1 });
    await makeDue(stage, ['home-3']);
    await stage.minute();
    for (const principal of ['home-2', 'home-3']) faults.set({ kind: 'revoked' }, { principal });
    await makeDue(stage, ['home-2']);
  },
  async follow({ type }) {
    const { text } = await type('npx refresh-scheduler list --state halted');
    expect(text).toMatch(/^home-2 /m);
    expect(text).toMatch(/^home-3 .*answer-lost/m);
    const resumed = await type('npx refresh-scheduler resume home-2 --grant refresh_token');
    expect(resumed.exitCode).toBe(0);
    expect(
      (await type('npx refresh-scheduler authorize home-3 --redirect-uri https://example.com/connected'))
        .exitCode,
    ).toBe(0);
  },
};

/** Its token lives for two hours from now on, so that nobody is told of that. */
const refreshed = async (stage: Stage, id: string): Promise<void> => {
  await makeDue(stage, [id]);
  await stage.minute();
};

const oneFails: Scene = {
  title: 'a cloud fails for one principal, again and again',
  entries: ['refresh-failing'],
  tried: 'a cloud that failed for one principal',
  alarms: [],
  notices: ['refresh-failing'],
  within: 30,
  overWithin: 35,
  async provoke(stage) {
    await refreshed(stage, 'home-6');
    stage.clouds.dkn.faults.set(OUTAGE, { principal: 'home-6' });
    await makeDue(stage, ['home-6']);
  },
  async follow({ type }) {
    const { text } = await type('npx refresh-scheduler show home-6');
    expect(text).toMatch(/last error +http-5/);
    expect(text).toMatch(/to do/);
    await writeFile('reply.html', '<html>503 Service Unavailable</html>');
    const explained = await type(
      'npx refresh-scheduler explain --provider dkn --status 503 --body reply.html',
    );
    expect(explained.text).toContain('retry');
  },
  async mend({ clouds: { dkn } }) {
    dkn.faults.clear({ principal: 'home-6' });
  },
};

const appRefusedForOne: Scene = {
  title: 'a cloud refuses an app for one principal alone',
  entries: ['configuration-required'],
  tried: 'a cloud that refused the app for one principal alone',
  alarms: [],
  notices: ['configuration-required'],
  within: 35,
  overWithin: 35,
  async provoke(stage) {
    await refreshed(stage, 'home-10');
    stage.clouds.dkn.faults.set({ kind: 'secret-changed' }, { principal: 'home-10' });
    await makeDue(stage, ['home-10']);
    await stage.minute();
    await makeDue(stage, ['home-11']);
    await stage.minute();
  },
  async follow({ type }) {
    const { text } = await type('npx refresh-scheduler show home-10');
    expect(text).toMatch(/last error +invalid_client/);
    expect(text).toContain('to do');
  },
  async mend({ clouds: { dkn } }) {
    dkn.faults.clear({ principal: 'home-10' });
  },
};

const shortLived: Scene = {
  title: 'tokens live for two minutes, which uses up the versions of a secret',
  entries: ['configuration-required'],
  tried: 'tokens that lived two minutes',
  alarms: ['service-level', 'expired'],
  notices: ['configuration-required'],
  within: 30,
  overWithin: 60,
  async provoke({ clouds: { oauth2 }, operate, lifetime }) {
    Object.assign(lifetime, { least: 120, most: 120 });
    await operate({ operation: 'registerApp', app: 'users', secret: await oauth2.registerApp('users') });
    await operate(enrolment(oauth2, 'user-1', 'users'));
  },
  async follow({ type, until }) {
    // Between two refreshes, as long as there is a version: then nothing is wrong for a moment.
    await until(
      'it waits for a version',
      async () => {
        const { text } = await type('npx refresh-scheduler show user-1');
        return /last error +version-budget-spent/.test(text) && text.includes('to do');
      },
      20,
    );
  },
  async mend({ lifetime, operate }) {
    Object.assign(lifetime, { least: 3_600, most: 3_600 });
    // By itself it is over only once its secret has saved up versions again, hours later.
    await operate({ operation: 'remove', principal_id: 'user-1', now: true });
  },
};

/** A cloud that says, with each new pair, when its refresh token ends. */
const endsOn = ({ clouds: { oauth2 } }: Stage, principal: string, end: number): void => {
  const { accessToken, refreshToken } = oauth2.issueGrant({ principal, app: 'users' });
  const body = JSON.stringify({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: 3_600,
    refresh_token_expires_in: Math.floor((end - Date.now()) / SECOND),
  });
  oauth2.faults.set(
    { kind: 'status', status: 200, body, headers: { 'Content-Type': 'application/json' } },
    { principal },
  );
};

const grantEnds: Scene = {
  title: 'a refresh token ends within days, whatever is refreshed',
  entries: ['refresh-token-ends'],
  tried: 'a cloud whose refresh tokens ended on a fixed day',
  alarms: [],
  notices: ['refresh-token-ends'],
  within: 35,
  overWithin: 35,
  async provoke(stage) {
    const { clouds, operate, minutes, fire } = stage;
    const end = Date.now() + 5 * DAY;
    endsOn(stage, 'user-2', end);
    await operate(enrolment(clouds.oauth2, 'user-2', 'users'));
    await fire('tick');
    await minutes(16);
    endsOn(stage, 'user-2', end);
    await makeDue(stage, ['user-2']);
    await fire('tick');
  },
  async follow({ clouds: { oauth2 }, operate, type }) {
    oauth2.faults.clear({ principal: 'user-2' });
    expect((await type('npx refresh-scheduler show user-2')).text).toMatch(/grant ends +\d{4}-/);
    expect((await type('npx refresh-scheduler remove user-2 --yes')).exitCode).toBe(0);
    await operate(enrolment(oauth2, 'user-2', 'users'));
  },
};

export const PRINCIPAL_SCENES: readonly Scene[] = [
  consentWithdrawn,
  oneFails,
  appRefusedForOne,
  shortLived,
  grantEnds,
];
