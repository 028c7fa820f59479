import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const CONNECT = 1_000;
const REQUEST = 2_000;
const ATTEMPTS = 3;
/** The SDK's standard mode waits at most 0.5 s and 1 s between three attempts when it is throttled. */
const WAITS = 1_500;

/**
 * All attempts of one call together, in ms. A lease outlives its invocation by more than this, and a claim leaves more
 * than this for keeping (`flow/limits.ts`).
 */
export const LONGEST_CALL = ATTEMPTS * (CONNECT + REQUEST) + WAITS;

/** Where AWS is. What is absent comes from the environment, as AWS's own settings do. */
export interface AwsAddress {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How every client of AWS is held to its time. */
export const limited = (sockets: number, address: AwsAddress) => ({
  ...address,
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECT,
    requestTimeout: REQUEST,
    // Without this the SDK only warns and goes on waiting.
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: sockets },
    httpAgent: { maxSockets: sockets },
  },
});

export interface Clients {
  readonly dynamo: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  readonly kms: KMS;
  readonly events: EventBridgeClient;
}

/** One of each, for the life of the process. */
export const awsClients = (sockets: number, address: AwsAddress = {}): Clients => ({
  dynamo: new DynamoDBClient(limited(sockets, address)),
  secrets: new SecretsManagerClient(limited(sockets, address)),
  kms: new KMS(limited(sockets, address)),
  events: new EventBridgeClient(limited(sockets, address)),
});
