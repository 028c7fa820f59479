import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type FunctionSettings,
  type LocalFunction,
  startFunction,
} from '../../../local/functions/function.ts';

let assetDir: string;
let lines: string[];
const functions = new Set<LocalFunction>();

beforeEach(async () => {
  assetDir = await realpath(await mkdtemp(join(tmpdir(), 'function-')));
  lines = [];
});

afterEach(async () => {
  await Promise.all([...functions].map((each) => each.close()));
  functions.clear();
  await rm(assetDir, { recursive: true });
});

/** A function whose bundle is this handler, or this whole module. */
const deploy = async (code: string, wish: Partial<FunctionSettings> = {}): Promise<LocalFunction> => {
  const module = code.includes('export') ? code : `export const handler = ${code}`;
  await writeFile(join(assetDir, 'index.mjs'), module);
  const deployed = startFunction({
    name: 'refresh',
    assetDir,
    handler: 'index.handler',
    environment: {},
    timeoutMs: 5_000,
    memoryMb: 128,
    onLine: (line) => lines.push(line),
    ...wish,
  });
  functions.add(deployed);
  return deployed;
};

const ok = (payload: unknown) => ({ ok: true, payload });
const failed = (errorType: string, what: string) => ({
  ok: false,
  errorType,
  errorMessage: expect.stringContaining(what),
});

describe('an invocation', () => {
  test('passes the event in and the result out', async () => {
    const echo = await deploy('async (event) => ({ got: event })');

    const invocation = await echo.invoke({ detail: ['Zoë', 1, null] });

    expect(invocation).toEqual(ok({ got: { detail: ['Zoë', 1, null] } }));
  });

  test('without a result gives null, as at Lambda', async () => {
    const silent = await deploy('async () => {}');

    expect(await silent.invoke({})).toEqual(ok(null));
  });

  test('has the context of Lambda', async () => {
    const tell = await deploy(
      'async (_, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() })',
      { timeoutMs: 50_000, memoryMb: 256, region: 'eu-central-1' },
    );

    const invocation = await tell.invoke({});

    expect(invocation).toEqual(
      ok({
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionName: 'refresh',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:refresh',
        memoryLimitInMB: '256',
        logGroupName: '/aws/lambda/refresh',
        logStreamName: expect.any(String),
        callbackWaitsForEmptyEventLoop: true,
        remaining: expect.any(Number),
      }),
    );
    const { remaining } = invocation.ok ? (invocation.payload as { remaining: number }) : { remaining: 0 };
    expect(remaining).toBeGreaterThan(45_000);
    expect(remaining).toBeLessThanOrEqual(50_000);
  });

  test('passes on every line that it wrote before it ended', async () => {
    const talk = await deploy(`async () => {
      for (let n = 1; n <= 5_000; n += 1) console.log('line ' + n);
      console.error('to standard error');
    }`);

    await talk.invoke({});

    expect(lines).toHaveLength(5_001);
    expect(lines).toEqual(expect.arrayContaining(['line 1', 'line 5000', 'to standard error']));
  });
});

describe('the environment', () => {
  test('is what the stack gives and what Lambda adds, and nothing of ours', async () => {
    const tell = await deploy('async () => process.env', { environment: { FLEET: 'f', TABLE: 't' } });

    const invocation = await tell.invoke({});

    expect(invocation).toEqual(
      ok({
        FLEET: 'f',
        TABLE: 't',
        AWS_LAMBDA_FUNCTION_NAME: 'refresh',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/refresh',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_SESSION_TOKEN: 'local',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        LAMBDA_TASK_ROOT: assetDir,
        _HANDLER: 'index.handler',
        TZ: ':UTC',
      }),
    );
  });

  test('has the folder of the code as its place and UTC as its time', async () => {
    const tell = await deploy('async () => [process.cwd(), new Date(0).getTimezoneOffset()]');

    expect(await tell.invoke({})).toEqual(ok([assetDir, 0]));
  });
});

describe('a failure', () => {
  test('that the handler throws is named, and logged as Lambda does', async () => {
    const broken = await deploy(`async () => { throw new TypeError('no table') }`);

    const invocation = await broken.invoke({});

    expect(invocation).toEqual({ ok: false, errorType: 'TypeError', errorMessage: 'no table' });
    expect(lines.join('\n')).toContain('TypeError: no table');
  });

  test('to load the code is named at each invocation', async () => {
    const broken = await deploy(`throw new Error('no settings'); export const handler = 1;`);

    expect(await broken.invoke({})).toEqual(failed('Runtime.ImportModuleError', 'no settings'));
    expect(await broken.invoke({})).toEqual(failed('Runtime.ImportModuleError', 'no settings'));
  });

  test('to find the code or the handler in it is named', async () => {
    const nameless = await deploy('export const other = 1');
    const empty = await deploy('export const other = 1', { handler: 'main.handler' });

    expect(await nameless.invoke({})).toEqual(failed('Runtime.HandlerNotFound', 'index.handler'));
    expect(await empty.invoke({})).toEqual(failed('Runtime.ImportModuleError', "'main'"));
  });

  test('to end in time is told in Lambda’s words', async () => {
    const slow = await deploy('() => new Promise(() => setInterval(() => {}, 1_000))', { timeoutMs: 120 });

    const invocation = await slow.invoke({});

    expect(invocation).toEqual(failed('Sandbox.Timedout', 'Task timed out after 0.12 seconds'));
  });

  test('to end in time is noticed though the process is too busy to answer', async () => {
    const busy = await deploy('async () => { for (;;); }', { timeoutMs: 120 });

    expect(await busy.invoke({})).toEqual(failed('Sandbox.Timedout', 'Task timed out after 0.12 seconds'));
  });

  test.each([
    [`process.kill(process.pid, 'SIGKILL')`, 'Runtime exited with error: signal: killed'],
    ['process.abort()', 'Runtime exited with error: signal: aborted'],
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    [`setImmediate(() => { throw new Error('late') })`, 'Runtime exited with error: exit status 1'],
  ])('of the process itself is told in Lambda’s words: %s', async (crash, words) => {
    const crashing = await deploy(`async () => { ${crash}; await new Promise(() => {}); }`);

    expect(await crashing.invoke({})).toEqual(failed('Runtime.ExitError', words));
  });
});

describe('a process', () => {
  const COUNT = 'let calls = 0; export const handler = async () => ({ pid: process.pid, calls: ++calls });';

  test('is used again when it is free', async () => {
    const counting = await deploy(COUNT);

    const first = await counting.invoke({});
    const second = await counting.invoke({});

    expect(first).toMatchObject({ payload: { calls: 1 } });
    expect(second).toMatchObject({ payload: { calls: 2 } });
  });

  test('serves one invocation at a time', async () => {
    const counting = await deploy(COUNT);

    const invocations = await Promise.all([counting.invoke({}), counting.invoke({}), counting.invoke({})]);

    expect(invocations).toEqual([1, 2, 3].map(() => ok({ pid: expect.any(Number), calls: 1 })));
    expect(new Set(invocations.map((each) => JSON.stringify(each))).size).toBe(3);
  });

  test('that was killed in the middle fails its invocation, and the next one starts afresh', async () => {
    let reached = () => {};
    const running = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const counting = await deploy(
      `let calls = 0; export const handler = async ({ hang }) => {
         calls += 1;
         console.log('running');
         if (hang) await new Promise(() => {});
         return calls;
       };`,
      { onLine: () => reached() },
    );

    const hanging = counting.invoke({ hang: true });
    await running;
    counting.kill();

    expect(await hanging).toEqual(failed('Runtime.ExitError', 'Runtime exited with error: signal: killed'));
    expect(await counting.invoke({})).toEqual(ok(1));
  });

  test('that was killed while it was idle is not missed', async () => {
    const counting = await deploy(COUNT);
    await counting.invoke({});

    counting.kill();
    const invocation = await counting.invoke({});

    expect(invocation).toMatchObject({ ok: true, payload: { calls: 1 } });
  });

  test('is gone once the function is closed, and no other is started', async () => {
    const counting = await deploy(COUNT);
    const invocation = await counting.invoke({});
    const { pid } = invocation.ok ? (invocation.payload as { pid: number }) : { pid: 0 };

    await counting.close();

    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(counting.invoke({})).rejects.toThrow('closed');
  });

  test('does not outlive its parent, even in the middle of an invocation', async () => {
    // The function holds a connection to us for as long as it lives.
    const connections: Socket[] = [];
    const server = createServer((socket) => connections.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await writeFile(
      join(assetDir, 'index.mjs'),
      `import { connect } from 'node:net';
       export const handler = ({ port }) => new Promise(() => connect(port, '127.0.0.1'));`,
    );
    const start = import.meta.resolve('../../../local/functions/function.ts');
    const settings = {
      name: 'f',
      assetDir,
      handler: 'index.handler',
      environment: {},
      timeoutMs: 60_000,
      memoryMb: 128,
    };
    const parent = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { startFunction } = await import(${JSON.stringify(start)});
       await startFunction({ ...${JSON.stringify(settings)}, onLine: () => {} }).invoke(${JSON.stringify(server.address())});`,
    ]);
    if (connections.length === 0) await once(server, 'connection');

    parent.kill('SIGKILL');
    const [connection] = connections;
    if (connection && !connection.closed)
      await new Promise((resolve) => connection.resume().once('close', resolve));

    expect(connection?.closed).toBe(true);
    server.close();
  });
});
