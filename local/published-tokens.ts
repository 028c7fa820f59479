import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Principal } from '../lambdas/core/principal.ts';
import { SECOND } from '../lambdas/core/time.ts';
import type { RunningCloud } from './clouds/cloud.ts';
import type { FleetRow } from './fleet-rows.ts';
import type { Published, Sight } from './live/watch.ts';

const secret = z.object({ access_token: z.string(), expires_at: z.number() });

type Asked = Readonly<Record<string, Pick<RunningCloud, 'isLive'>>>;

/** A deleted secret is there, and cannot be read. */
const GONE: ReadonlySet<string> = new Set([ResourceNotFoundException.name, 'InvalidRequestException']);
const READ_AT_ONCE = 16;

/**
 * Looks at the fleet as its consumers do: reads every secret by the SDK, and shows the token to its cloud where that is
 * a simulated one. The last token of each is remembered, since consumers go on with it while nothing can be read.
 */
export class PublishedTokens {
  readonly #secrets: SecretsManagerClient;
  readonly #clouds: Asked;
  #last = new Map<string, string>();

  constructor(secrets: SecretsManagerClient, clouds: Asked) {
    this.#secrets = secrets;
    this.#clouds = clouds;
  }

  async look(rows: readonly FleetRow[]): Promise<Sight[]> {
    const sights: Sight[] = [];
    const rest = rows.flatMap(({ principal }) => (principal ? [principal] : []));
    const ids = new Set(rest.map(({ principalId }) => principalId));
    const reader = async () => {
      for (let principal = rest.pop(); principal; principal = rest.pop())
        sights.push({ ...factsOf(principal), published: await this.#read(principal) });
    };
    await Promise.all(Array.from({ length: READ_AT_ONCE }, reader));
    this.#last = new Map([...this.#last].filter(([id]) => ids.has(id)));
    return sights;
  }

  async #read({ principalId, provider, secretName }: Principal): Promise<Published> {
    const cloud = this.#clouds[provider];
    const accepted = (token: string | undefined) =>
      cloud && token !== undefined ? { accepted: cloud.isLive(token) } : {};
    try {
      const { SecretString = '' } = await this.#secrets.send(
        new GetSecretValueCommand({ SecretId: secretName }),
      );
      const { access_token: token, expires_at } = secret.parse(JSON.parse(SecretString));
      this.#last.set(principalId, token);
      return { secret: 'read', expiresAt: expires_at * SECOND, ...accepted(token) };
    } catch (error) {
      if (GONE.has((error as Error).name)) return { secret: 'missing' };
      return { secret: 'unreachable', ...accepted(this.#last.get(principalId)) };
    }
  }
}

const factsOf = (principal: Principal): Omit<Sight, 'published'> => ({
  principalId: principal.principalId,
  state: principal.state,
  generation: principal.generation,
  publishedGeneration: principal.publishedGeneration,
  ...(principal.state === 'halted' && { haltReason: principal.haltReason }),
});
