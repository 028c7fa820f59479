import { writeFile } from 'node:fs/promises';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect } from '@jest/globals';
import { OUTPUT } from '../../../lambdas/contract.ts';
import { DAY } from '../../../lambdas/core/time.ts';
import { createAuthority } from '../../../local/clouds/authority.ts';
import { outputOf } from '../../../local/deployment.ts';
import type { Stage } from '../stage.ts';
import type { Scene } from './scene.ts';

const noCensus: Scene = {
  title: 'the schedule of the census stands still',
  entries: ['census-late'],
  tried: 'stopping the schedule of the census',
  alarms: ['census-late'],
  notices: [],
  within: 65,
  overWithin: 5,
  async provoke({ stopped }) {
    stopped.add('census');
  },
  async follow({ aws, stack }) {
    const lambda = new LambdaClient({
      endpoint: aws.url,
      region: aws.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const FunctionName = outputOf(stack, OUTPUT.censusFunction);
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    lambda.destroy();
    expect(FunctionError).toBeUndefined();
  },
  async mend({ stopped }) {
    stopped.delete('census');
  },
};

const rowByHand: Scene = {
  title: 'somebody writes a row by hand',
  entries: ['malformed'],
  tried: 'a row that was written by hand',
  alarms: ['malformed'],
  notices: [],
  within: 20,
  overWithin: 20,
  async provoke({ clients, principals }) {
    await clients.dynamo.send(
      new PutItemCommand({
        TableName: principals,
        Item: { principalId: { S: 'by-hand' }, provider: { S: 'dkn' } },
      }),
    );
  },
  async follow({ type }) {
    expect((await type('npx refresh-scheduler list')).text).toContain('by-hand');
    expect((await type('npx refresh-scheduler remove by-hand --yes')).exitCode).toBe(0);
  },
};

/** The secret of an app whose client certificate ends in so many days, as a file. */
const metersUntil = async ({ clouds: { huawei }, operate }: Stage, days: number | 'later'): Promise<void> => {
  const secret = await huawei.registerApp('meters');
  const authority = await createAuthority('a platform');
  const notAfter = days === 'later' ? {} : { notAfter: new Date(Date.now() + days * DAY) };
  const { certificate, key } = await authority.issue({ commonName: 'meters', client: true, ...notAfter });
  const whole = { ...secret, client_certificate: certificate, client_key: key };
  await writeFile('meters.json', JSON.stringify({ app: 'meters', ...whole }));
  if (days !== 'later') await operate({ operation: 'registerApp', app: 'meters', secret: whole });
};

const certificateEnds = (days: number, spelled: string, alarms: readonly string[]): Scene => ({
  title: `a certificate ends in ${days} days`,
  entries: ['certificate-ends'],
  tried: `an app whose certificate ended in ${spelled}`,
  alarms,
  notices: ['certificate-ends'],
  within: 20,
  overWithin: 35,
  async provoke(stage) {
    await metersUntil(stage, days);
  },
  async follow(stage) {
    expect((await stage.type('npx refresh-scheduler app check meters')).text).toContain('client_certificate');
    await metersUntil(stage, 'later');
    const put = await stage.type('npx refresh-scheduler app put meters.json');
    expect(put.text).toContain('app meters (huawei): updated');
  },
});

export const CENSUS_SCENES: readonly Scene[] = [
  noCensus,
  rowByHand,
  certificateEnds(21, 'three weeks', ['certificate-ends']),
  certificateEnds(5, 'five days', ['certificate-ends', 'certificate-ends-now']),
];
