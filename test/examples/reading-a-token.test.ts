import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HAS } from '../consuming/programs.ts';

const LIMIT = 30_000;
const MISSING = JSON.stringify({ __type: 'ResourceNotFoundException', Message: 'hush' });

/** A Secrets Manager that holds nothing. */
const empty = createServer((request, response) => {
  request.resume();
  response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.1' }).end(MISSING);
});
let env: NodeJS.ProcessEnv = {};
beforeAll(async () => {
  await new Promise<void>((listening) => empty.listen(0, '127.0.0.1', listening));
  const { port } = empty.address() as AddressInfo;
  env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
});
afterAll(() => {
  empty.close();
});

const ran = (program: string, ...args: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((done) => {
    execFile(program, args, { env }, (error, stdout, stderr) =>
      done({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

const NODE = resolve('examples/read-token.js');
const PYTHON = resolve('examples/read_token.py');

describe.each([
  ['node', process.execPath, NODE, 'node examples/read-token.js'],
  ...(HAS.python ? [['python3', 'python3', PYTHON, 'python3 examples/read_token.py'] as const] : []),
])('the program that reads one token with %s', (_, program, file, called) => {
  test(
    'says in one line how it is called',
    async () => {
      expect(await ran(program, file)).toEqual({
        code: 1,
        stdout: '',
        stderr: `usage: ${called} PROVIDER PRINCIPAL_ID\n`,
      });
    },
    LIMIT,
  );

  test(
    'says in one line that there is no such secret',
    async () => {
      expect(await ran(program, file, 'dkn', 'home-1')).toEqual({
        code: 1,
        stdout: '',
        stderr: 'there is no such secret: is it enrolled and published?\n',
      });
    },
    LIMIT,
  );
});

test(
  'the program for node runs through a link as well',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'example-'));
    const link = join(folder, 'read.js');
    await symlink(NODE, link);

    const { stderr } = await ran(process.execPath, link);

    await rm(folder, { recursive: true });
    expect(stderr).toMatch(/^usage: /);
  },
  LIMIT,
);
