import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readPublished } from './published-token.ts';
import { abortable } from './time.ts';
import type { Token } from './token.ts';

/** Where tokens are published. */
export interface TokenSource {
  /** What is published now. Ends by itself after a bounded time. */
  read(principalId: string): Promise<Token>;
}

export interface SecretSourceOptions {
  readonly secrets?: Pick<SecretsManagerClient, 'send'>;
  readonly secretId: (principalId: string) => string;
  /** All attempts together, getting AWS credentials included. */
  readonly readTimeoutMs: number;
}

/** The SDK itself waits for ever. */
const LIMITS = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };

export const secretSource = ({ secrets, secretId, readTimeoutMs }: SecretSourceOptions): TokenSource => {
  const client = secrets ?? new SecretsManagerClient({ requestHandler: LIMITS });
  return {
    async read(principalId) {
      const abortSignal = AbortSignal.timeout(readTimeoutMs);
      const command = new GetSecretValueCommand({ SecretId: secretId(principalId) });
      // Raced, too: the SDK heeds the signal neither while it gets credentials nor between two attempts.
      const { SecretString } = await abortable(client.send(command, { abortSignal }), abortSignal);
      return readPublished(principalId, SecretString);
    },
  };
};
