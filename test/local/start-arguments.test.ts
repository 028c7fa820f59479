import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { start } from './starting.ts';

describe('arguments that cannot be used', () => {
  test.each([
    ['an unknown option', ['--twice'], "unknown option '--twice'"],
    ['a port in words', ['--port', 'http'], 'It must be a whole number from 0 to 65535.'],
    ['no port', ['--port', ''], 'It must be a whole number from 0 to 65535.'],
    ['something besides', ['once'], 'too many arguments'],
    ['a time without a unit', ['--for', '3'], 'It must be a time such as 90s, 3m, 2h or 5d.'],
    ['a round that is to live', ['--once', '--for', '3m'], "cannot be used with option '--for"],
    ['apps without principals', ['--apps', 'x.json'], '--apps and --principals belong together'],
    ['faults without the time to recover', ['--faults', '--for', '1m'], '--faults needs --for 3m00s or more'],
    [
      'a file that is not there',
      ['--apps', '/no/such', '--principals', '/no/such'],
      '/no/such cannot be read: ENOENT',
    ],
  ])('exits 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await start(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test.each([
    ['with --once', ['--once'], 'use another, or leave --port out'],
    ['without', [], 'use another: --port 0 takes any free one'],
  ])('exits 2 for a port that is taken, and says so in one line, %s', async (_, args, remedy) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };

    const { code, stderr, left } = await start([...args, '--port', `${port}`]);
    server.close();

    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(new RegExp(`error: port ${port} is taken: ${remedy}\\n$`));
    expect(stderr).not.toContain('    at ');
  });
});
