import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { type TokenReaderOptions, tokenReader } from '../../lambdas/consumer/index.ts';
import { tokenSecretName } from '../../lambdas/contract.ts';
import { startAws } from '../../local/aws/endpoint.ts';
import { sdkClients } from '../local/aws/sdk-clients.ts';
import { virtualTime } from './virtual-time.ts';

/** The moment at which tests happen: a whole second. */
export const NOW = Date.UTC(2026, 10, 1, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const PROVIDER = 'dkn';
const PREFIX = 'refresh-scheduler';

export interface Published {
  readonly generation: number;
  /** @default `token-GENERATION` */
  readonly token?: string;
  /** Epoch milliseconds. @default two hours after NOW */
  readonly expiresAt?: number;
}

/** A secret's text as the scheduler writes it. */
export const secretText = (
  principalId: string,
  { generation, token = `token-${generation}`, expiresAt = NOW + 2 * HOUR }: Published,
): string =>
  JSON.stringify({
    schema: 1,
    principal_id: principalId,
    provider: PROVIDER,
    token_type: 'Bearer',
    access_token: token,
    issued_at: NOW / 1_000,
    expires_at: expiresAt / 1_000,
    generation,
  });

/** Loopback AWS with a bus, and readers in virtual time. Each test has principals of its own. */
export const openBed = async () => {
  const aws = await startAws();
  const clients = sdkClients(aws);
  const { secrets, events } = clients;
  const bus = aws.events.createBus('fleet');
  let principals = 0;

  const write = async (principalId: string, SecretString: string): Promise<void> => {
    const Name = tokenSecretName(PREFIX, PROVIDER, principalId);
    try {
      await secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
    } catch {
      await secrets.send(new CreateSecretCommand({ Name, SecretString }));
    }
  };

  return {
    aws,
    secrets,
    events,
    bus,
    write,

    /** An id that nobody has used, and nothing published under it. */
    principal: (): string => {
      principals += 1;
      return `home-${principals}`;
    },

    publish: (principalId: string, published: Published): Promise<void> =>
      write(principalId, secretText(principalId, published)),

    remove: (principalId: string) =>
      secrets.send(new DeleteSecretCommand({ SecretId: tokenSecretName(PREFIX, PROVIDER, principalId) })),

    /** No jitter, unless it is asked for. */
    reader: (options: Partial<TokenReaderOptions> = {}) => {
      const time = virtualTime(NOW);
      const tokens = tokenReader({
        provider: PROVIDER,
        secrets,
        eventBus: bus,
        events,
        time,
        random: () => 0,
        ...options,
      });
      return { tokens, time };
    },

    /** How often secrets were read while `work` ran. */
    async readsDuring(work: () => Promise<unknown>): Promise<number> {
      const reads = () => aws.calls()['secretsmanager.GetSecretValue'] ?? 0;
      const before = reads();
      await work();
      return reads() - before;
    },

    /** What was told of one principal. */
    told: (principalId: string) =>
      aws
        .events()
        .filter(({ detail }) => detail.principalId === principalId)
        .map(({ source, detailType, detail }) => ({ source, detailType, detail })),

    async close(): Promise<void> {
      clients.destroy();
      await aws.close();
    },
  };
};

export type Bed = Awaited<ReturnType<typeof openBed>>;
