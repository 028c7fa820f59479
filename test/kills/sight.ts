import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Principal } from '../../lambdas/core/principal.ts';
import type { World } from '../../local/world.ts';
import type { Member } from './fleet.ts';
import type { Ledger } from './ledger.ts';

/**
 * How far a principal had got when its process died:
 *
 *     due -> claimed -> asked -> (lost) -> kept -> published -> settled
 *
 * `asked`: a request went out and used nothing up. `lost`: it was granted and the grant's successor is in no row.
 */
export type Stage = 'due' | 'claimed' | 'asked' | 'lost' | 'kept' | 'published' | 'settled' | 'halted';

/** One principal from outside: its row, what consumers read, and what its cloud says. */
export interface Sight {
  readonly member: Member;
  readonly row: Principal;
  readonly published: { readonly generation: number; readonly accepted: boolean } | undefined;
  /** Pairs that the cloud granted and no row has. */
  readonly lost: number;
  readonly stage: Stage;
}

const secret = z.object({ access_token: z.string(), generation: z.int() });

/** @param asked whom a request spoke for since the last look */
export const look = (
  world: World,
  members: readonly Member[],
  ledger: Ledger,
  asked: ReadonlySet<string | undefined>,
): Promise<Sight[]> =>
  Promise.all(
    members.map(async (member) => {
      const [reading, published] = await Promise.all([
        world.ports.principals.get(member.principalId),
        readPublished(world, member),
      ]);
      if (reading.row !== 'found') throw new Error(`the row of ${member.principalId} is ${reading.row}`);
      const row = reading.principal;
      const lost = ledger.lost(member.principalId, row.generation);
      const stage = stageOf({
        row,
        lost,
        unsettled:
          ledger.hasKept(member.principalId, row.generation) && row.generation > row.publishedGeneration,
        publishedGeneration: published?.generation,
        asked: asked.has(member.principalId),
      });
      return { member, row, published, lost, stage };
    }),
  );

/** As a consumer: reads the secret and shows the token to the cloud. */
const readPublished = async (
  { clients, clouds, ports }: World,
  { cloud, principalId }: Member,
): Promise<Sight['published']> => {
  const SecretId = ports.vault.nameFor(cloud, principalId);
  try {
    const { SecretString = '' } = await clients.secrets.send(new GetSecretValueCommand({ SecretId }));
    const { access_token: token, generation } = secret.parse(JSON.parse(SecretString));
    return { generation, accepted: clouds[cloud].isLive(token) };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

interface Facts {
  readonly row: Principal;
  readonly lost: number;
  /** Something was kept that the row does not know to be published. */
  readonly unsettled: boolean;
  readonly publishedGeneration: number | undefined;
  readonly asked: boolean;
}

const stageOf = ({ row, lost, unsettled, publishedGeneration, asked }: Facts): Stage => {
  if (row.state === 'halted') return 'halted';
  if (lost > 0) return 'lost';
  if (unsettled) return publishedGeneration === row.generation ? 'published' : 'kept';
  if (row.lease) return asked ? 'asked' : 'claimed';
  return (row.refreshAt ?? 0) <= Date.now() ? 'due' : 'settled';
};
