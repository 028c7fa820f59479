import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The three calls that nearly every test of Secrets Manager makes. */
export const secretShorthands = (client: SecretsManagerClient) => ({
  create: (Name: string, SecretString = 'first') =>
    client.send(new CreateSecretCommand({ Name, SecretString })),

  put: (SecretId: string, SecretString: string, ClientRequestToken: string = randomUUID()) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken })),

  get: (SecretId: string, version: { VersionId?: string; VersionStage?: string } = {}) =>
    client.send(new GetSecretValueCommand({ SecretId, ...version })),
});
