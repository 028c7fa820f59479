import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { awsClients, type Clients } from '../../lambdas/adapters/clients.ts';
import { ENV } from '../../lambdas/contract.ts';
import type { handler as operateHandler } from '../../lambdas/operate/handler.ts';
import { type AwsEndpoint, startAws } from '../../local/aws/endpoint.ts';
import { createResources } from '../flow/aws-resources.ts';
import { captureOutput } from '../support/printed.ts';

const HUSH = 'hush-do-not-print';

/** As a deployed function is told, and whatever else may make it talkative. */
const environmentFor = async (aws: AwsEndpoint, clients: Clients): Promise<Record<string, string>> => {
  const fleet = await createResources(clients, '');
  return {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'LOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    [ENV.principalsTable]: fleet.principalsTable,
    [ENV.controlsTable]: fleet.controlsTable,
    [ENV.keyArn]: fleet.keyArn,
    [ENV.fleet]: fleet.fleet,
    [ENV.secretPrefix]: fleet.secretPrefix,
    [ENV.eventBus]: fleet.eventBus,
    POWERTOOLS_LOGGER_LOG_EVENT: 'true',
    LOG_LEVEL: 'DEBUG',
  };
};

let aws: AwsEndpoint;
let clients: Clients;
let handler: typeof operateHandler;
let printed: ReturnType<typeof captureOutput>;

beforeAll(async () => {
  aws = await startAws();
  const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'local' };
  clients = awsClients(8, { endpoint: aws.url, region: aws.region, credentials });
  Object.assign(process.env, await environmentFor(aws, clients));
  ({ handler } = await import('../../lambdas/operate/handler.ts'));
});
beforeEach(() => {
  printed = captureOutput();
});
afterEach(() => {
  printed.release();
  aws.faults.clear();
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.close();
});

const context = {
  functionName: 'operate',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 60_000,
} as unknown as Context;

const invoke = (event: unknown): Promise<unknown> => handler(event, context);

const registration = {
  operation: 'registerApp',
  app: 'acme',
  secret: { provider: 'dkn', client_id: 'us', client_secret: HUSH },
};
const enrolment = {
  operation: 'enrol',
  principal_id: 'home-1',
  provider: 'dkn',
  app: 'acme',
  grant: { kind: 'refresh_token', refresh_token: HUSH },
};

describe('the function operate', () => {
  test('does what it is asked, and prints nothing secret however talkative it is told to be', async () => {
    const answers = [
      await invoke(registration),
      await invoke(enrolment),
      await invoke({ operation: 'show', principal_id: 'home-1' }),
    ];

    expect(answers).toMatchObject([
      { ok: true, change: 'created' },
      { ok: true, published: false },
      { ok: true, state: 'active', published: false },
    ]);
    expect(printed.lines().map((line) => JSON.parse(line).message)).toEqual([
      'operated',
      'operated',
      'operated',
    ]);
    expect(printed.text() + JSON.stringify(answers)).not.toContain(HUSH);
  });

  test.each([
    [null],
    [HUSH],
    [[HUSH]],
    [{ operation: HUSH }],
    [{ ...enrolment, [HUSH]: HUSH }],
    [{ ...enrolment, grant: HUSH }],
  ])('answers what cannot be done, and prints nothing of it (%#)', async (event) => {
    const answer = await invoke(event);

    expect(answer).toMatchObject({ ok: false, problems: [{ remedy: expect.any(String) }] });
    expect(printed.text() + JSON.stringify(answer)).not.toContain(HUSH);
  });

  test.each([
    ['dynamodb', enrolment],
    ['secretsmanager', registration],
  ] as const)('ends with an error that tells only its name when %s fails', async (service, event) => {
    aws.faults.set({ service, kind: 'error', status: 400, errorType: 'ServiceUnavailable' });

    const error: unknown = await invoke(event).catch((thrown) => thrown);

    expect(error).toMatchObject({
      name: 'OperateError',
      message: expect.stringMatching(/^The operation failed: \w+$/),
    });
    expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/hush|Injected|node_modules/);
    expect(printed.text()).toContain('operation failed');
    expect(printed.text()).not.toContain(HUSH);
  });

  test('works again after a failure', async () => {
    expect(await invoke(registration)).toMatchObject({ ok: true, change: 'unchanged' });
  });
});
