import { FLEET, LOGS_IN_BY_ITSELF, type Member } from './fleet.ts';
import { operate, problemsOf, type Request } from './operate.ts';
import type { World } from './world.ts';

/** Registers the fleet's apps, enrols its principals by the stack's own function, and sets their troubles. */
export const enrolFleet = async (world: World): Promise<void> => {
  const apps = new Map(FLEET.map(({ app, cloud }) => [app, cloud]));
  // One after the other: asked at once, each would start a process of the function, to stay for good.
  for (const [app, cloud] of apps) await registerApp(world, cloud, app);
  for (const member of FLEET) await enrolMember(world, member);
};

/** An app that its cloud knows; also again, in a later run: a cloud's address changes when its port was taken meanwhile. */
export const registerApp = async (
  { clouds, stack }: World,
  cloud: Member['cloud'],
  app: string,
): Promise<void> => {
  const simulated = clouds[cloud];
  const secret = app === simulated.provider ? simulated.app : await simulated.registerApp(app);
  await simulated.saved();
  await carriedOut(stack, { operation: 'registerApp', app, secret });
};

const enrolMember = async (world: World, member: Member): Promise<void> => {
  const { principalId, cloud, app, trouble } = member;
  const { faults } = world.clouds[cloud];
  const before = await world.ports.principals.get(principalId);
  const grant = before.row === 'missing' ? await grantFor(world, member) : undefined;
  // Before the enrolment: should the run end right after it, the next one finds the row and takes nothing from it.
  if (grant && principalId === LOGS_IN_BY_ITSELF) faults.set({ kind: 'revoked' }, { principal: principalId });
  // What is dead stays so; every other trouble is a matter of the cloud, and begins anew with it.
  if (trouble && (grant || trouble.fault.kind !== 'revoked'))
    faults.set(trouble.fault, trouble.meets === 'app' ? { app } : { principal: principalId });
  if (!grant) return;
  await world.clouds[cloud].saved();
  await carriedOut(world.stack, {
    operation: 'enrol',
    principal_id: principalId,
    provider: cloud,
    app,
    grant,
  });
};

const grantFor = async ({ clouds }: World, { principalId: principal, cloud, app, startsFrom }: Member) => {
  switch (startsFrom) {
    case 'admin':
    case 'anonymous':
      await clouds.kii.nameLogin({ principal, app, as: startsFrom });
      return { kind: 'login', as: startsFrom };
    case 'password': {
      const { username, password } = await clouds.kii.registerAccount({ principal, app });
      return { kind: 'password', username, password, keep_login: true };
    }
    case undefined: {
      const { refreshToken } = clouds[cloud].issueGrant({ principal, app });
      await clouds[cloud].saved();
      return { kind: 'refresh_token', refresh_token: refreshToken };
    }
  }
};

const carriedOut = async (stack: World['stack'], request: Request): Promise<void> => {
  const answer = await operate(stack, request);
  if (!answer.ok) throw new Error(`${request.operation} was refused: ${problemsOf(answer)}`);
};
