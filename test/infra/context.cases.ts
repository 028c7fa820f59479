import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { RemovalPolicy } from 'aws-cdk-lib';
import { settingsFromContext } from '../../infra/context.ts';
import { newApp } from './synthesized.ts';

const APP = fileURLToPath(new URL('../../infra/app.ts', import.meta.url));

const settingsOf = (context: Record<string, unknown>) => settingsFromContext(newApp(context).node);

test('leaves every default alone where nothing is given', () => {
  expect(settingsOf({})).toEqual({});
});

test('takes the fleet and the prefix', () => {
  expect(settingsOf({ fleet: 'north', prefix: 'prod/tokens' })).toEqual({
    fleet: 'north',
    secretPrefix: 'prod/tokens',
  });
});

test('takes who is told what, several addresses with commas between', () => {
  expect(settingsOf({ page: 'night@example.org', ticket: 'day@example.org, b@example.org' })).toEqual({
    pageTo: ['night@example.org'],
    ticketTo: ['day@example.org', 'b@example.org'],
  });
});

test.each(['true', true])('makes a trial disposable (%p)', (disposable) => {
  expect(settingsOf({ disposable })).toEqual({
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
  });
});

test.each(['false', false])('keeps everything unless told otherwise (%p)', (disposable) => {
  expect(settingsOf({ disposable })).toEqual({});
});

test.each([
  [{ fleet: 'north/1' }, `Context "fleet" (-c fleet=...) is 'north/1'; use 1 to 64 letters`],
  [{ fleet: 7 }, 'Context "fleet" (-c fleet=...) is 7; use 1 to 64 letters'],
  [{ prefix: 'prod/' }, `Context "prefix" (-c prefix=...) is 'prod/'; leave out the slash at the end.`],
  [{ page: 'nobody' }, `Context "page" (-c page=...) has 'nobody'; use e-mail addresses.`],
  [{ ticket: 'a@b.ch,' }, `Context "ticket" (-c ticket=...) has ''; use e-mail addresses.`],
  [{ disposable: 'yes' }, `Context "disposable" (-c disposable=...) is 'yes'; use true or false.`],
])('refuses %j and names the key', (context, message) => {
  expect(() => settingsOf(context)).toThrow(message);
});

test('names everything that is wrong, a line each', () => {
  const all = () => settingsOf({ fleet: 'a b', prefix: 'prod/', disposable: 'yes' });

  expect(all).toThrow(/^Context "fleet".+\nContext "prefix".+\nContext "disposable".+$/);
});

test('the app prints nothing but the problems, and exits 1', async () => {
  const context = JSON.stringify({ fleet: 'a b', disposable: 'yes' });
  const outDir = await mkdtemp(join(tmpdir(), 'context-'));
  const env = { ...process.env, NODE_OPTIONS: '', CDK_CONTEXT_JSON: context, CDK_OUTDIR: outDir };

  const failed = promisify(execFile)(process.execPath, [APP], { env });

  await expect(failed).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^Context "fleet".+\nContext "disposable".+\n$/),
  });
  await rm(outDir, { recursive: true });
});
