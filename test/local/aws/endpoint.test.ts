import { connect } from 'node:net';
import { TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import { ListEventBusesCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListAliasesCommand } from '@aws-sdk/client-kms';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { rowsTable } from './rows-table.ts';
import { sdkClients } from './sdk-clients.ts';

let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;
let rows: ReturnType<typeof rowsTable>;

beforeEach(async () => {
  aws = await startAws({ account: '123456789012' });
  clients = sdkClients(aws);
  rows = rowsTable(clients.dynamoDb);
});

afterEach(async () => {
  clients.destroy();
  await aws.close();
});

const listSecrets = () => clients.secrets.send(new ListSecretsCommand({}));

describe('one address', () => {
  test('serves every service and counts what it was asked', async () => {
    await rows.create();
    await listSecrets();
    await listSecrets();
    await clients.kms.send(new ListAliasesCommand({}));
    await clients.events.send(new ListEventBusesCommand({}));

    expect(aws.calls()).toEqual({
      'dynamodb.CreateTable': 1,
      'secretsmanager.ListSecrets': 2,
      'kms.ListAliases': 1,
      'events.ListEventBuses': 1,
    });
  });

  test('names an operation that it does not know', async () => {
    const refused = (operation: string) => ({
      name: 'UnknownOperationException',
      message: expect.stringContaining(operation),
      $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    const key = { Get: { TableName: 'Rows', Key: { id: { S: 'p1' } } } };

    await expect(clients.events.send(new ListRulesCommand({}))).rejects.toMatchObject(refused('ListRules'));
    await expect(
      clients.dynamoDb.send(new TransactGetItemsCommand({ TransactItems: [key] })),
    ).rejects.toMatchObject(refused('TransactGetItems'));
  });

  test('says who the caller is', async () => {
    const scope = 'Credential=LOCAL/20261122/us-east-1/sts/aws4_request';

    const answer = await fetch(aws.url, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
    });

    expect(await answer.text()).toContain('<Account>123456789012</Account>');
  });

  test('gives each answer an id and each error its type', async () => {
    const answer = await fetch(aws.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: JSON.stringify({ SecretId: 'none' }),
    });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await answer.json()).toMatchObject({ __type: 'ResourceNotFoundException' });
  });

  test('never shows a refused value', async () => {
    const answer = await fetch(aws.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.PutSecretValue' },
      body: JSON.stringify({ SecretId: 'a', SecretString: { token: 'hush' } }),
    });

    const text = await answer.text();
    expect(text).toContain('ValidationException');
    expect(text).not.toContain('hush');
  });

  test('outlives a caller that hangs up in the middle of a request', async () => {
    const socket = connect(Number(new URL(aws.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const head = 'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.GetItem\r\n';
    socket.end(`${head}content-length: 100\r\n\r\n{"half":`);
    socket.resume();
    await closed;

    await expect(rows.create()).resolves.toBeDefined();
  });
});
