import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { type Addresses, clientsAt, createResources } from '../../flow/aws-resources.ts';
import { independent } from '../environments.ts';
import type { Stage } from './answer.ts';
import { dynamoDbCalls } from './dynamodb.ts';
import { eventBridgeCalls } from './event-bridge.ts';
import { kmsCalls } from './kms.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { secretsManagerCalls } from './secrets-manager.ts';

let aws: AwsEndpoint;
let ours: Stage;
let theirs: Stage;

const openStage = async (addresses: Addresses): Promise<Stage> => {
  const clients = clientsAt(aws, addresses);
  const settings = await createResources(clients, `-${randomUUID()}`);
  return { clients, settings, name: randomUUID };
};

beforeAll(async () => {
  aws = await startAws();
  ours = await openStage({});
  theirs = await openStage(independent);
});

afterAll(async () => {
  for (const { clients } of [ours, theirs]) for (const client of Object.values(clients)) client.destroy();
  await aws.close();
});

const SERVICES = [
  ['DynamoDB', dynamoDbCalls, 'dynamo'],
  ['Secrets Manager', secretsManagerCalls, 'secrets'],
  ['KMS', kmsCalls, 'kms'],
  ['EventBridge', eventBridgeCalls, 'events'],
] as const;

describe.each(SERVICES)('%s answers as an independent emulator does', (_, calls, service) => {
  const testIfItRuns = independent[service] === undefined ? test.skip : test;

  testIfItRuns.each(calls.map((call) => [call.what, call] as const))('%s', async (what, call) => {
    const known = KNOWN_DIFFERENCES[what];

    const answers = { ours: await call.ask(ours), theirs: await call.ask(theirs) };

    if (known) expect(answers).toEqual({ ours: known.ours, theirs: known.theirs });
    else expect(answers.ours).toEqual(answers.theirs);
  });
});

test('every known difference is about a call that is compared', () => {
  const compared = SERVICES.flatMap(([, calls]) => calls.map(({ what }) => what));

  expect(compared).toEqual(expect.arrayContaining(Object.keys(KNOWN_DIFFERENCES)));
});
