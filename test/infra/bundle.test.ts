import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundle } from '../../infra/bundle.ts';
import { FUNCTIONS } from '../../infra/functions.ts';
import { ENV } from '../../lambdas/contract.ts';
import { readPackageJson } from '../support/source-files.ts';

/** Uses every library that a function may use, the CommonJS ones too, and really seals something. */
const ENTRY = `
import { buildClient, CommitmentPolicy, RawAesKeyringNode, RawAesWrappingSuiteIdentifier } from '@aws-crypto/client-node';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import * as z from 'zod';

const { encrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const keyring = new RawAesKeyringNode({
  keyName: 'test',
  keyNamespace: 'test',
  unencryptedMasterKey: new Uint8Array(32),
  wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
});
export const clients = [new Logger(), new Metrics(), new DynamoDBClient({ region: 'eu-west-1' })];
export const handler = middy(async (event: { text: string }): Promise<number> => {
  const { text } = z.object({ text: z.string() }).parse(event);
  return (await encrypt(keyring, text)).result.length;
});
`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const workspace = mkdtempSync(join(tmpdir(), 'bundle-test-'));
/** Nothing is installed in it or above it. */
const bare = mkdtempSync(join(tmpdir(), 'bundle-test-bare-'));
const entry = join(workspace, 'handler.ts');
const out = (name: string): string => join(workspace, name);

beforeAll(() => {
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(workspace, 'node_modules'));
  writeFileSync(entry, ENTRY);
  bundle(entry, out('first'));
});
afterAll(() => {
  for (const folder of [workspace, bare]) rmSync(folder, { recursive: true });
});

describe('bundle', () => {
  test('runs in Node where nothing is installed', () => {
    copyFileSync(join(out('first'), 'index.mjs'), join(bare, 'index.mjs'));
    writeFileSync(
      join(bare, 'run.mjs'),
      "import { handler } from './index.mjs';\nconsole.log(await handler({ text: 'hello' }, {}));\n",
    );

    const printed = execFileSync(process.execPath, ['run.mjs'], { cwd: bare, encoding: 'utf8' });

    expect(Number(printed)).toBeGreaterThan(100);
  });

  test('is one file, without a source map', () => {
    const text = readFileSync(join(out('first'), 'index.mjs'), 'utf8');

    expect(readdirSync(out('first'))).toEqual(['index.mjs']);
    expect(text).not.toContain('sourceMappingURL');
  });

  test('has the same bytes wherever it is built', () => {
    mkdirSync(out('elsewhere'));
    const movedEntry = join(out('elsewhere'), 'handler.ts');
    copyFileSync(entry, movedEntry);

    bundle(movedEntry, out('second'));

    const [first, second] = ['first', 'second'].map((name) => readFileSync(join(out(name), 'index.mjs')));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });

  test('links a source map without the sources where one is asked for', () => {
    bundle(entry, out('mapped'), { sourceMaps: true });

    const map = JSON.parse(readFileSync(join(out('mapped'), 'index.mjs.map'), 'utf8'));
    expect(readFileSync(join(out('mapped'), 'index.mjs'), 'utf8')).toMatch(
      /sourceMappingURL=index\.mjs\.map\s*$/,
    );
    expect(map).not.toHaveProperty('sourcesContent');
  });
});

describe.each(Object.entries(FUNCTIONS))('the bundle of the function %s', (name, source) => {
  /** What went into it, as the source map tells: paths from the folder of the bundle. */
  const sourcesOf = (folder: string): string[] => {
    const map: { sources: string[] } = JSON.parse(readFileSync(join(folder, 'index.mjs.map'), 'utf8'));
    return map.sources.map((path) => relative(ROOT, resolve(folder, path)));
  };
  const packageOf = (path: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  const folder = join(bare, name);

  beforeAll(() => bundle(source, folder, { sourceMaps: true }));

  test('loads where nothing is installed, with the environment that the stack gives', () => {
    const environment = {
      ...Object.fromEntries(Object.values(ENV).map((key) => [key, '1'])),
      [ENV.keyArn]: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      [ENV.pageTopic]: 'arn:aws:sns:eu-west-1:111122223333:page',
      [ENV.ticketTopic]: 'arn:aws:sns:eu-west-1:111122223333:ticket',
      AWS_REGION: 'eu-west-1',
    };
    const load = "import('./index.mjs').then(({ handler }) => console.log(typeof handler));";

    const printed = execFileSync(process.execPath, ['-e', load], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });

    expect(printed.trim().split('\n').at(-1)).toBe('function');
  });

  test('has the AWS SDK in it, and of ours what lies in lambdas', () => {
    const sources = sourcesOf(folder);
    const ours = sources.filter((path) => packageOf(path) === undefined);

    expect(sources.map(packageOf)).toContain('@aws-sdk/client-dynamodb');
    expect(ours).toContain(relative(ROOT, source));
    expect(ours.filter((path) => !path.startsWith('lambdas/'))).toEqual([]);
  });

  test('has nothing in it that only development needs', () => {
    const { devDependencies = {} } = readPackageJson();

    const strays = sourcesOf(folder).filter((path) => (packageOf(path) ?? '') in devDependencies);

    expect(strays).toEqual([]);
  });
});
