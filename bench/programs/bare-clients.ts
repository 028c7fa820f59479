import { buildClient, CommitmentPolicy } from '@aws-crypto/client-node';
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KMS } from '@aws-sdk/client-kms';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The least that a function must load which refreshes tokens and seals rows: the clients, the commands, the library. */
export const clients = [new DynamoDBClient(), new SecretsManagerClient(), new KMS(), new EventBridgeClient()];
export const commands = [
  QueryCommand,
  UpdateItemCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  PutEventsCommand,
];
export const library = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
export const handler = async (): Promise<void> => {};
