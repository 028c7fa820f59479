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
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundle } from '../../infra/bundle.ts';

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

const workspace = mkdtempSync(join(tmpdir(), 'bundle-test-'));
const entry = join(workspace, 'handler.ts');
const out = (name: string): string => join(workspace, name);

beforeAll(() => {
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(workspace, 'node_modules'));
  writeFileSync(entry, ENTRY);
  bundle(entry, out('first'));
});
afterAll(() => rmSync(workspace, { recursive: true }));

describe('bundle', () => {
  test('runs in Node where nothing is installed', () => {
    const empty = mkdtempSync(join(tmpdir(), 'bundle-test-empty-'));
    copyFileSync(join(out('first'), 'index.mjs'), join(empty, 'index.mjs'));
    writeFileSync(
      join(empty, 'run.mjs'),
      "import { handler } from './index.mjs';\nconsole.log(await handler({ text: 'hello' }, {}));\n",
    );

    const printed = execFileSync(process.execPath, ['run.mjs'], { cwd: empty, encoding: 'utf8' });

    expect(Number(printed)).toBeGreaterThan(100);
    rmSync(empty, { recursive: true });
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
