import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../../../local/functions/environment.ts';
import { runningStacks } from './running-stacks.ts';
import { echo } from './tiny-assembly.ts';

const { run, endpoint } = runningStacks();

describe('a function', () => {
  test('sees its own environment, that of Lambda, the endpoint and nothing else', async () => {
    const stack = await run({ Echo: echo() }, { environmentExtra: { TEMPO: '60' } });
    const ofLambda = environmentOf({
      name: '',
      assetDir: '',
      handler: '',
      environment: {},
      timeoutMs: 0,
      memoryMb: 0,
      onLine: () => {},
    });

    const answer = await stack.functions.Echo?.invoke({});

    expect(answer).toMatchObject({ ok: true });
    const { environment } = answer?.ok ? (answer.payload as { environment: string[] }) : { environment: [] };
    expect(environment.toSorted()).toEqual(
      [...Object.keys(ofLambda), 'GREETER', 'AWS_ENDPOINT_URL', 'TEMPO'].toSorted(),
    );
    expect(stack.functions.Echo?.environment).toEqual({
      GREETER: 'Tiny',
      AWS_ENDPOINT_URL: endpoint().url,
      TEMPO: '60',
    });
  });

  test('hears of its log group and format, as Lambda tells them', async () => {
    const stack = await run({
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'echoes' } },
      Echo: echo({ LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'Logs' } } }),
    });

    expect(stack.functions.Echo?.environment).toMatchObject({
      AWS_LAMBDA_LOG_GROUP_NAME: 'echoes',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
    });
  });

  test('has its lines passed on under its name', async () => {
    const lines: string[][] = [];
    const stack = await run({ Echo: echo() }, { onLine: (...line) => lines.push(line) });

    await stack.functions.Echo?.invoke({});

    expect(lines).toEqual([[stack.functions.Echo?.name, 'hello from Tiny']]);
  });

  test('without code in the assembly is refused', async () => {
    const inline = echo({ Code: { ZipFile: '// not bundled' } });

    await expect(run({ Echo: inline })).rejects.toThrow(
      'Resources.Echo.Properties.Code: no folder of the assembly holds this code (inline); synthesize with bundling',
    );
  });
});
