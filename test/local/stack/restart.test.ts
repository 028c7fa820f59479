import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from '@jest/globals';
import type { AwsEndpoint } from '../../../local/aws/endpoint.ts';
import { type LocalStack, runStack } from '../../../local/stack/run-stack.ts';
import type { Resource, Template } from '../../../local/stack/template.ts';
import { type Clients, dataFolders } from '../aws/data-folders.ts';
import { echo, queue, tinyAssembly } from './tiny-assembly.ts';

const { run } = dataFolders();

const table = (properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'queue', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [{ AttributeName: 'queue', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    ...properties,
  },
});

const attribute = (logicalId: string) => ({ Value: { 'Fn::GetAtt': [logicalId, 'Arn'] } });

const RESOURCES: Template['Resources'] = {
  Rows: table(),
  Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } },
  Other: { Type: 'AWS::KMS::Key', Properties: {} },
  Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/tiny', TargetKeyId: { Ref: 'Key' } } },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'tiny' } },
  Failures: queue,
  Echo: echo(),
};
const Outputs = Object.fromEntries(
  ['Rows', 'Key', 'Other', 'Bus', 'Failures', 'Echo'].map((id) => [id, attribute(id)]),
);

type Work<T> = (stack: LocalStack, clients: Clients) => Promise<T>;

/** The stack in a run of its own, which ends with the work. */
const withStack = <T>(work: Work<T>, changed: Template['Resources'] = {}): Promise<T> =>
  run(async (clients: Clients, aws: AwsEndpoint) => {
    const assembly = tinyAssembly({ ...RESOURCES, ...changed }, { Outputs });
    const stack = await runStack({ aws, assembly, onLine: () => {} });
    try {
      return await work(stack, clients);
    } finally {
      await stack.close();
    }
  });

describe('a stack that was there before', () => {
  test('has the same names and ARNs, its rows, and opens what its key sealed', async () => {
    const Plaintext = Buffer.from('grant');
    const [outputs, CiphertextBlob] = await withStack(async (stack, { dynamoDb, kms }) => {
      await dynamoDb.send(new PutItemCommand({ TableName: stack.tables.Rows, Item: { id: { S: 'kept' } } }));
      const sealed = await kms.send(new EncryptCommand({ KeyId: stack.outputs.Key, Plaintext }));
      return [stack.outputs, sealed.CiphertextBlob] as const;
    });

    const again = await withStack(async (stack, { dynamoDb, kms }) => {
      const { Items } = await dynamoDb.send(new ScanCommand({ TableName: stack.tables.Rows }));
      const opened = await kms.send(new DecryptCommand({ KeyId: 'alias/tiny', CiphertextBlob }));
      return { outputs: stack.outputs, Items, text: Buffer.from(opened.Plaintext ?? []).toString() };
    });

    expect(again).toEqual({ outputs, Items: [{ id: { S: 'kept' } }], text: 'grant' });
    expect(outputs.Key).not.toBe(outputs.Other);
  });

  test('is refused where a table has other indexes than before, by its name', async () => {
    const name = await withStack(async (stack) => stack.tables.Rows);

    const older = withStack(async () => {}, {
      Rows: table({
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        GlobalSecondaryIndexes: undefined,
      }),
    });

    await expect(older).rejects.toThrow(
      `Resources.Rows could not be made: Error: the table ${name} is there already, with other keys or indexes`,
    );
  });

  test('is refused where its alias leads to another key', async () => {
    await withStack(async () => {});

    const moved = withStack(async () => {}, {
      Alias: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: 'alias/tiny', TargetKeyId: { Ref: 'Other' } },
      },
    });

    await expect(moved).rejects.toThrow('Resources.Alias could not be made: AlreadyExistsException');
  });
});
