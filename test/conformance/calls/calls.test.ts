import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { independent } from '../environments.ts';
import { TARGET } from '../targets.ts';
import type { Stage } from './answer.ts';
import { dynamoDbCalls } from './dynamodb.ts';
import { eventBridgeCalls } from './event-bridge.ts';
import { keyCalls } from './keys.ts';
import { kmsCalls } from './kms.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { rowWrites } from './row-writes.ts';
import { secretLists } from './secret-lists.ts';
import { secretRemovals } from './secret-removals.ts';
import { secretsManagerCalls } from './secrets-manager.ts';
import { snsCalls } from './sns.ts';
import { closeStage, openStage } from './stages.ts';
import { tableReads } from './table-reads.ts';

let aws: AwsEndpoint;
let ours: Stage;
let theirs: Stage;

beforeAll(async () => {
  aws = await startAws();
  ours = await openStage(aws, {});
  theirs = await openStage(aws, independent);
});

afterAll(async () => {
  for (const stage of [ours, theirs]) closeStage(stage);
  await aws.close();
});

const SERVICES = [
  ['DynamoDB', [...dynamoDbCalls, ...rowWrites, ...tableReads], 'dynamo'],
  ['Secrets Manager', [...secretsManagerCalls, ...secretLists, ...secretRemovals], 'secrets'],
  ['KMS', [...kmsCalls, ...keyCalls], 'kms'],
  ['EventBridge', eventBridgeCalls, 'events'],
  ['SNS', snsCalls, 'events'],
] as const;

describe.each(SERVICES)(`%s call by call on ${TARGET.dynamoDbLocalAndMoto}`, (_, calls, service) => {
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
