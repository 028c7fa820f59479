import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsEndpoint } from '../../../local/aws/endpoint.ts';

/** Unmodified SDK clients for a local endpoint. One attempt only: a test wants to see each answer. */
export const sdkClients = ({ url, region }: Pick<AwsEndpoint, 'url' | 'region'>) => {
  const config = {
    endpoint: url,
    region,
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  };
  const clients = {
    dynamoDb: new DynamoDBClient(config),
    secrets: new SecretsManagerClient(config),
    kms: new KMSClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    stacks: new CloudFormationClient(config),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
};
