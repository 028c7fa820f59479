import type { DknCloud } from '../../local/clouds/dkn.ts';
import type { Fault, Target } from '../../local/clouds/faults.ts';
import type { Oauth2Cloud } from '../../local/clouds/oauth2.ts';
import type { Stage } from './stage.ts';

export const APP = 'homes';

/** So many, since a tick that is held up takes four of them. */
export const HOMES: readonly string[] = Array.from({ length: 40 }, (_, index) => `home-${index + 1}`);

/** A fleet that is well. */
export const enrolHomes = async ({ clouds: { dkn }, operate }: Stage): Promise<void> => {
  await operate({ operation: 'registerApp', app: APP, secret: await dkn.registerApp(APP) });
  const principals = HOMES.map((id) => {
    const { operation: _, ...fields } = enrolment(dkn, id);
    return fields;
  });
  await operate({ operation: 'enrolMany', principals });
};

/** With a grant that the cloud gives just now. */
export const enrolment = (cloud: DknCloud | Oauth2Cloud, principal: string, app = APP) => ({
  operation: 'enrol',
  principal_id: principal,
  provider: cloud.provider,
  app,
  grant: { kind: 'refresh_token', refresh_token: cloud.issueGrant({ principal, app }).refreshToken },
});

/** What comes due by itself within an hour and a half is due with the next tick. */
export const makeDue = async ({ operate }: Stage, ids: readonly string[] = HOMES): Promise<void> => {
  for (const principal_id of ids) await operate({ operation: 'refresh', principal_id });
};

export const OUTAGE: Fault = { kind: 'status', status: 503, body: '<html>503 Service Unavailable</html>' };
/** As this cloud says it of one grant. */
export const GRANT_REFUSED: Fault = {
  kind: 'status',
  status: 400,
  body: '{"error":"invalid_request","error_description":"Invalid refresh_token"}',
  headers: { 'Content-Type': 'application/json' },
};

const SLOW: Fault = { kind: 'slow', msPerByte: 1 };

/** A run whose requests to the cloud are on their way, all that it makes at once: something happens meanwhile. */
export const whileAsking = async (
  { clouds: { dkn }, fire, soon }: Stage,
  target: Target,
  requests: number,
  happens: () => Promise<void> | void,
): Promise<void> => {
  const before = dkn.counts.faults;
  dkn.faults.set(SLOW, { ...target });
  const run = fire('tick');
  await soon('the cloud is asked', () => dkn.counts.faults - before >= requests);
  await happens();
  await run;
  dkn.faults.clear(target);
};
