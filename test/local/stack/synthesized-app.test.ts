import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DUE_INDEX, ENV, KEYS } from '../../../lambdas/contract.ts';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { type LocalStack, runStack } from '../../../local/stack/run-stack.ts';
import type { StackSchedule } from '../../../local/stack/running.ts';
import { SynthesisError, synthesize } from '../../../local/stack/synthesize.ts';
import { synthesizedBefore } from '../../../local/stack/synthesized-before.ts';
import { sdkClients } from '../aws/sdk-clients.ts';

/** A deployed fleet has no tempo; people are told by another function. */
const NOT_OF_A_TICK: readonly string[] = [ENV.tempo, ENV.pageTopic, ENV.ticketTopic, ENV.runbook];

const outDir = mkdtempSync(join(tmpdir(), 'synthesized-app-'));
afterAll(() => rmSync(outDir, { recursive: true }));

describe('the synthesized app', () => {
  const lines: string[] = [];
  let aws: AwsEndpoint;
  let clients: ReturnType<typeof sdkClients>;
  let stack: LocalStack;

  beforeAll(async () => {
    aws = await startAws();
    clients = sdkClients(aws);
    const assembly = await synthesizedBefore({ context: { disposable: 'true', fleet: 'test-fleet' } });
    stack = await runStack({ aws, assembly, onLine: (_, line) => lines.push(line) });
  });
  afterAll(async () => {
    await stack?.close();
    clients.destroy();
    await aws.close();
  });

  /** The schedule of a construct, by its name in the stack. */
  const scheduleOf = (construct: string): StackSchedule => {
    const named = Object.entries(stack.schedules).filter(([id]) => id.includes(`${construct}Every`));
    const [found, ...others] = named;
    if (found === undefined || others.length > 0) throw new Error('exactly one is expected');
    return found[1];
  };

  test('has its outputs, the context given with them', () => {
    expect(stack.outputs).toEqual({
      PrincipalsTable: expect.stringMatching(/^RefreshScheduler-RefreshSchedulerPrincipals/),
      ControlsTable: expect.stringMatching(/^RefreshScheduler-RefreshSchedulerControls/),
      RefreshFunction: expect.stringMatching(/^RefreshScheduler-RefreshSchedulerTick/),
      CensusFunction: expect.stringMatching(/^RefreshScheduler-RefreshSchedulerCensus/),
      OperateFunction: expect.stringMatching(/^RefreshScheduler-RefreshSchedulerOperator/),
      EventBus: expect.stringMatching(/^RefreshSchedulerBus/),
      KeyArn: expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\//),
      SecretPrefix: 'refresh-scheduler',
      Region: 'us-east-1',
      Fleet: 'test-fleet',
      PageTopic: expect.stringMatching(/^arn:aws:sns:us-east-1:000000000000:RefreshScheduler-.*Page/),
      TicketTopic: expect.stringMatching(/^arn:aws:sns:us-east-1:000000000000:RefreshScheduler-.*Ticket/),
      Dashboard: 'refresh-scheduler-test-fleet-us-east-1',
    });
  });

  test('has its tables, that of principals with the index of what is due', async () => {
    const { PrincipalsTable, ControlsTable } = stack.outputs;

    const principals = await clients.dynamoDb.send(new DescribeTableCommand({ TableName: PrincipalsTable }));
    const controls = await clients.dynamoDb.send(new DescribeTableCommand({ TableName: ControlsTable }));

    expect(Object.values(stack.tables)).toEqual([PrincipalsTable, ControlsTable]);
    expect(principals.Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: KEYS.principals, KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: DUE_INDEX,
          IndexStatus: 'ACTIVE',
          KeySchema: [
            { AttributeName: KEYS.dueQueue, KeyType: 'HASH' },
            { AttributeName: KEYS.refreshAt, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
    expect(controls.Table?.KeySchema).toEqual([{ AttributeName: KEYS.controls, KeyType: 'HASH' }]);
  });

  test('has its key under the alias of the fleet, and its bus', async () => {
    const KeyId = 'alias/refresh-scheduler/test-fleet';

    const key = await clients.kms.send(new DescribeKeyCommand({ KeyId }));
    const bus = await clients.events.send(new DescribeEventBusCommand({ Name: stack.outputs.EventBus }));

    expect(key.KeyMetadata?.Arn).toBe(stack.outputs.KeyArn);
    expect(bus.Arn).toBe(`arn:aws:events:us-east-1:000000000000:event-bus/${stack.outputs.EventBus}`);
  });

  test('has its functions, and no other', () => {
    const { RefreshFunction, CensusFunction, OperateFunction } = stack.outputs;

    const names = Object.values(stack.functions).map(({ name }) => name);

    const notices = expect.stringMatching(/^RefreshScheduler-RefreshSchedulerNotices/);
    const rejections = expect.stringMatching(/^RefreshScheduler-RefreshSchedulerRejections/);
    expect(names.toSorted()).toEqual([CensusFunction, notices, OperateFunction, rejections, RefreshFunction]);
  });

  test('gives the function of the tick the environment of the contract, and the endpoint', () => {
    const { environment = {} } =
      Object.values(stack.functions).find(({ name }) => name === stack.outputs.RefreshFunction) ?? {};

    expect(Object.keys(environment).toSorted()).toEqual(
      [
        ...Object.values(ENV).filter((name) => !NOT_OF_A_TICK.includes(name)),
        'POWERTOOLS_SERVICE_NAME',
        'POWERTOOLS_METRICS_NAMESPACE',
        'AWS_LAMBDA_LOG_GROUP_NAME',
        'AWS_LAMBDA_LOG_FORMAT',
        'AWS_LAMBDA_LOG_LEVEL',
        'AWS_ENDPOINT_URL',
      ].toSorted(),
    );
    expect(environment).toMatchObject({
      [ENV.principalsTable]: stack.outputs.PrincipalsTable,
      [ENV.keyArn]: stack.outputs.KeyArn,
      [ENV.fleet]: 'test-fleet',
      AWS_ENDPOINT_URL: aws.url,
    });
  });

  test('runs when its schedule fires, which it does every minute', async () => {
    const answer = await stack.tick();

    expect(answer).toEqual({ ok: true, payload: { ran: true } });
    expect(aws.calls()).toMatchObject({ 'dynamodb.UpdateItem': expect.any(Number) });
    expect(lines.map((line) => line.startsWith('{') && JSON.parse(line).message)).toContain('tick');
    expect(scheduleOf('Tick')).toMatchObject({ everyMs: 60_000, enabled: true });
    expect(Object.values(stack.queues).flatMap((queue) => queue.messages())).toEqual([]);
  });

  test('counts and mends when its census fires, which it does every quarter of an hour', async () => {
    const census = scheduleOf('Census');

    const answer = await census.fire();

    expect(answer).toMatchObject({ ok: true, payload: { done: true, principals: { active: 0 } } });
    expect(lines.map((line) => line.startsWith('{') && JSON.parse(line).message)).toContain('census');
    expect(lines.filter((line) => line.includes('"MinSecondsToExpiry"'))).toEqual([]);
    expect(lines.filter((line) => line.includes('"Orphans"'))).toHaveLength(1);
    expect(census).toMatchObject({ everyMs: 15 * 60_000, enabled: true });
  });

  test('draws what its runs measure in its dashboard', async () => {
    await stack.tick();
    await scheduleOf('Census').fire();

    const { dashboard, widgets, alarms, queries } = stack.cloudWatch.view();

    expect(dashboard).toBe(stack.outputs.Dashboard);
    const figures = widgets.flatMap((widget) => (widget.kind === 'figures' ? widget.figures : []));
    expect(figures.find(({ label }) => label === 'runs')?.value).toBeGreaterThan(0);
    expect(figures.find(({ label }) => label === 'kept alive')?.value).toBe(0);
    const longestTick = widgets.find(
      (widget) => widget.kind === 'graph' && widget.title.startsWith('Longest'),
    );
    expect(longestTick).not.toHaveProperty('none');
    expect(new Set(alarms.map(({ severity }) => severity))).toEqual(new Set(['page', 'ticket']));
    expect(queries.find(({ name }) => name.endsWith('slow ticks'))?.rows).not.toEqual([]);
  });

  test('has nothing that is not understood: what does not run is rights, and a ranking of contributors', () => {
    const types = new Set(stack.notRun.map(({ type }) => type));

    expect([...types].toSorted()).toEqual([
      'AWS::CloudWatch::InsightRule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
    ]);
  });
});

test('an app that refuses its settings shows what it printed', async () => {
  const synthesis = synthesize({ outDir, context: { disposable: 'perhaps' } });

  await expect(synthesis).rejects.toThrow(SynthesisError);
  await expect(synthesis).rejects.toThrow(
    `Context "disposable" (-c disposable=...) is 'perhaps'; use true or false.`,
  );
});
