import {
  GetSecretValueCommand,
  ListSecretsCommand,
  type SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Principal } from '../lambdas/core/principal.ts';
import { FLEET, type Member } from './fleet.ts';
import type { World } from './world.ts';

/** What a person wants to know of one principal after a round. */
export interface Standing {
  readonly member: Member;
  readonly principal: Principal | undefined;
  /** The verdict on the last reply, with its code where it was not a token. */
  readonly verdict: string;
  /** Published, and the token that consumers read opens the cloud's resources. */
  readonly served: boolean;
}

const noted = z.object({
  message: z.literal('noted'),
  app: z.string(),
  code: z.string(),
  verdict: z.string().optional(),
  ids: z.array(z.string()),
});

/** The verdicts on replies, by principal, out of the function's own log. */
export const verdictsIn = (lines: readonly string[]): Map<string, string> => {
  const verdicts = new Map<string, string>();
  for (const line of lines) {
    const parsed = noted.safeParse(parseJson(line));
    if (!parsed.success) continue;
    const { ids, code, verdict } = parsed.data;
    if (code.startsWith('odd-reply')) continue;
    for (const id of ids) verdicts.set(id, verdict ? `${verdict} (${code})` : code);
  }
  return verdicts;
};

export const standings = async (world: World, lines: readonly string[]): Promise<Standing[]> => {
  const verdicts = verdictsIn(lines);
  return Promise.all(
    FLEET.map(async (member) => {
      const reading = await world.ports.principals.get(member.principalId);
      const principal = reading.row === 'found' ? reading.principal : undefined;
      const published = principal?.lastRefreshedAt !== undefined && principal.lastError === undefined;
      return {
        member,
        principal,
        verdict: verdicts.get(member.principalId) ?? (published ? 'refreshed' : 'not looked at'),
        served: await isServed(world, member),
      };
    }),
  );
};

/** As a consumer would find out: reads the secret, and shows the token to the cloud. */
const isServed = async ({ clients, clouds, ports }: World, member: Member): Promise<boolean> => {
  const name = ports.vault.nameFor(member.cloud, member.principalId);
  try {
    const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId: name }));
    const { access_token: token } = z
      .object({ access_token: z.string() })
      .parse(parseJson(SecretString ?? ''));
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

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
