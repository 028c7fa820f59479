import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OUTPUT } from '../../lambdas/contract.ts';
import { operate } from '../../lambdas/operate/operate.ts';
import { type Bed, cloudsAuthority, openBed } from '../flow/bed.ts';
import { command } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';

const HUSH = 'hush-do-not-print';

let bed: Bed;
let fleet: Fleet;
beforeAll(async () => {
  bed = await openBed();
  for (const name of ['dkn', 'huawei']) await bed.ports.controls.ensure(name, name);
  fleet = await startFleet();
});
/** All is well again, at the time at which the certificates were issued: now. */
beforeEach(async () => {
  const { dkn, huawei } = bed.clouds;
  await bed.putApp('dkn', dkn.app);
  await bed.putApp('huawei', huawei.app);
  await noteCensus(Date.now() / 1_000 - 300);
  const ports = { ...bed.ports, clock: { ...bed.ports.clock, now: () => Date.now() } };
  fleet.answers((request) => operate(request, ports, { deadline: Date.now() + 60_000 }));
});
afterAll(async () => {
  await fleet.close();
  await bed.close();
});

const noteCensus = (at: number) =>
  bed.clients.dynamo.send(
    new PutItemCommand({
      TableName: bed.settings.controlsTable,
      Item: marshall({ name: 'census', at: Math.floor(at), principals: { active: 0 } }),
    }),
  );

const doctor = (...options: string[]) => command(['doctor', '--local', fleet.port, ...options]);
const failedLines = ({ stdout }: { stdout: string }) =>
  stdout.split('\n').filter((line) => line.startsWith('FAILED'));

describe('doctor', () => {
  test('finds nothing wrong where all is well, and nobody is asked for a token', async () => {
    const callsBefore = bed.clouds.dkn.counts.refreshed + bed.clouds.huawei.counts.logins;

    const { code, stdout, stderr } = await doctor();

    expect(failedLines({ stdout })).toEqual([]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^13 ok, 0 warning, 0 failed, 1 not checked here\n$/),
    });
    expect(stdout).toMatch(/^ok +stack: found/m);
    expect(stdout).toMatch(
      /^ok +huawei: certificates: valid: client_certificate until 20\d\d-.+ \(\d+ days\)/m,
    );
    expect(stdout).toMatch(
      /^ok +dkn: token endpoint: 127\.0\.0\.1:\d+ answers over TLSv1\.3, its certificate/m,
    );
    expect(stdout).toMatch(/^ok +dkn: clock: \d s apart/m);
    expect(bed.clouds.dkn.counts.refreshed + bed.clouds.huawei.counts.logins).toBe(callsBefore);
  });

  test('finds an expired certificate, a missing field and a wrong host, each with its remedy', async () => {
    const { certificate, key } = await (await cloudsAuthority()).issue({
      commonName: 'integrator',
      client: true,
      notBefore: new Date('2024-01-01'),
      notAfter: new Date('2025-01-01'),
    });
    const expired = { client_certificate: certificate, client_key: key };
    await bed.putApp('huawei', { ...bed.clouds.huawei.app, ...expired });
    const first = await doctor();
    await bed.putApp('dkn', { provider: 'dkn', client_secret: HUSH });
    await bed.putApp('huawei', { ...bed.clouds.huawei.app, base_url: 'https://127.0.0.1:1' });

    const second = await doctor();

    expect(first.code).toBe(1);
    expect(failedLines(first)).toEqual([
      'FAILED    huawei: certificates: client_certificate ended on 2025-01-01: ask the provider for a new one. Correct it, then put the app again (app put).',
      expect.stringMatching(/^FAILED {4}huawei: token endpoint: .+ client_certificate and client_key/),
    ]);
    expect(second.code).toBe(1);
    expect(failedLines(second)).toEqual([
      expect.stringMatching(
        /^FAILED {4}dkn: secret: client_id is missing: .+ Correct it, then put the app again/,
      ),
      expect.stringMatching(
        /^FAILED {4}huawei: token endpoint: 127\.0\.0\.1:1: The cloud refused the connection\. .+base_url/,
      ),
    ]);
    expect(second.stdout).toMatch(/^ +dkn: token endpoint: not checked here: its secret must be fit first$/m);
    expect(second.stdout + second.stderr).not.toContain(HUSH);
  });

  test('looks at one app alone, and says where there is no such app', async () => {
    await bed.putApp('huawei', { provider: 'huawei' });

    const dkn = await doctor('--app', 'dkn');
    const none = await doctor('--app', 'none');

    expect(dkn.code).toBe(0);
    expect(dkn.stdout).not.toContain('huawei:');
    expect(none).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAILED +app: none is not known/m),
    });
  });

  test('warns of what is paused, and fails for a schedule that does not run', async () => {
    const { controls } = bed.ports;
    await controls.pauseApp('dkn', Date.now());
    await noteCensus(Date.now() / 1_000 - 7_200);

    const { code, stdout } = await doctor();
    await controls.resumeApp('dkn');

    expect(code).toBe(1);
    expect(stdout).toMatch(/^warning +switches: An operator paused dkn\. .+resume --app dkn/m);
    expect(stdout).toMatch(/^FAILED +schedule: The last census ended 120 min ago/m);
  });

  test('names the principals that have used up what their secrets may be written', async () => {
    await bed.enrol('dkn', 'home-1');
    await bed.clients.dynamo.send(
      new UpdateItemCommand({
        TableName: bed.settings.principalsTable,
        Key: marshall({ principalId: 'home-1' }),
        UpdateExpression: 'SET publishBudget = :spent',
        ExpressionAttributeValues: marshall({ ':spent': { left: 0, at: Math.floor(Date.now() / 1_000) } }),
      }),
    );

    const { code, stdout } = await doctor('--json');

    const findings = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(findings).toContainEqual({
      check: 'secret versions',
      result: 'warning',
      finding: '1 of all 1 principals have used theirs up: home-1.',
      remedy: expect.any(String),
    });
  });

  test('counts a stack that is not there, or too old, as failed', async () => {
    const older = await startFleet({ [OUTPUT.refreshFunction]: 'tick' });

    const missing = await command(['doctor', '--local', '1']);
    const old = await command(['doctor', '--local', older.port]);

    await older.close();
    expect(missing).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAILED +stack: /),
    });
    expect(old).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAILED +stack: .+deploy it again/),
    });
  });
});
