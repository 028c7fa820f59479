import {
  GetSecretValueCommand,
  ListSecretsCommand,
  type SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Principal } from '../lambdas/core/principal.ts';
import { FLEET, type Member } from './fleet.ts';
import type { Verdicts } from './verdicts.ts';
import type { World } from './world.ts';

/** What a person wants to know of one principal after a round. */
export interface MemberReport {
  readonly member: Member;
  readonly principal: Principal | undefined;
  /** The verdict on the last reply, with its code where it was not a token. */
  readonly verdict: string;
  /** Published, and the token that consumers read opens the cloud's resources. */
  readonly served: boolean;
}

export const reportOnFleet = async (world: World, verdicts: Verdicts): Promise<MemberReport[]> => {
  const seen = await Promise.all(
    FLEET.map(async (member) => {
      const reading = await world.ports.principals.get(member.principalId);
      return {
        member,
        principal: reading.row === 'found' ? reading.principal : undefined,
        served: await isServed(world, member),
      };
    }),
  );
  return seen.map(({ member, principal, served }) => {
    const isWell = principal?.lastRefreshedAt !== undefined && principal.lastError === undefined;
    return { member, principal, served, verdict: verdicts.on(member.principalId, isWell) };
  });
};

/** As a consumer would find out: reads the secret, and shows the token to the cloud. */
const isServed = async ({ clients, clouds, ports }: World, member: Member): Promise<boolean> => {
  const name = ports.vault.nameFor(member.cloud, member.principalId);
  try {
    const { SecretString = '' } = await clients.secrets.send(new GetSecretValueCommand({ SecretId: name }));
    const { access_token: token } = z.object({ access_token: z.string() }).parse(JSON.parse(SecretString));
    return clouds[member.cloud].isLive(token);
  } catch {
    return false;
  }
};

/** Metadata only: no value leaves Secrets Manager here. */
export const tokenSecrets = async ({ clients, secretPrefix }: World): Promise<SecretListEntry[]> => {
  const { SecretList = [] } = await clients.secrets.send(
    new ListSecretsCommand({
      MaxResults: 100,
      Filters: [{ Key: 'name', Values: [`${secretPrefix}/tokens/`] }],
    }),
  );
  return SecretList.toSorted((a, b) => (a.Name ?? '').localeCompare(b.Name ?? ''));
};
