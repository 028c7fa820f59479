import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/**
 * Limits of one attempt, in ms; three attempts with their waits stay far below the 30 s by which a lease outlives its
 * invocation, and below the reserve that a claim leaves for keeping (`LIMITS.persistReserve`).
 */
const CONNECT = 1_000;
const REQUEST = 2_000;
const ATTEMPTS = 3;

/** Where AWS is. What is absent comes from the environment, as AWS's own settings do. */
export interface AwsAddress {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const limited = (sockets: number, address: AwsAddress) => ({
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
