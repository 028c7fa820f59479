import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { appSecretName } from '../lambdas/contract.ts';
import { confidential } from '../lambdas/core/confidential.ts';
import { enrol } from '../lambdas/flow/enrol.ts';
import { FLEET, LOGS_IN_BY_ITSELF, type Member } from './fleet.ts';
import type { World } from './world.ts';

/** Registers the fleet's apps, enrols its principals by the product's own enrolment, and sets their troubles. */
export const enrolFleet = async (world: World): Promise<void> => {
  const apps = new Map(FLEET.map(({ app, cloud }) => [app, cloud]));
  for (const [app, cloud] of apps) {
    const simulated = world.clouds[cloud];
    const secret = app === simulated.provider ? simulated.app : await simulated.registerApp(app);
    await world.clients.secrets.send(
      new CreateSecretCommand({
        Name: appSecretName(world.secretPrefix, app),
        SecretString: JSON.stringify(secret),
      }),
    );
  }
  for (const member of FLEET) await enrolMember(world, member);
};

const enrolMember = async ({ clouds, ports }: World, member: Member): Promise<void> => {
  const { principalId, cloud, app, trouble } = member;
  const { refreshToken } = clouds[cloud].issueGrant({ principal: principalId, app });
  const grant = { kind: 'refresh_token', refreshToken: confidential(refreshToken) } as const;
  const enrolled = await enrol({ principalId, provider: cloud, app, grant }, ports);
  if (!enrolled.enrolled) throw new Error(`${principalId}: ${enrolled.field}: ${enrolled.remedy}`);

  const { faults } = clouds[cloud];
  if (principalId === LOGS_IN_BY_ITSELF) faults.set({ kind: 'revoked' }, { principal: principalId });
  if (trouble) faults.set(trouble.fault, trouble.meets === 'app' ? { app } : { principal: principalId });
};
