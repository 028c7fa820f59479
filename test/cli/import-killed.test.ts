import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { openImport } from './importing.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/refresh-scheduler.js', import.meta.url));
const COUNT = 2_000;

test('import in a process that is killed goes on in the next one: everybody is in, once', async () => {
  await using bench = await openImport();
  const { file, fleet, table } = bench;
  table.generation = Math.floor(Date.now() / 1_000);
  const lines = Array.from({ length: COUNT }, (_, index) => `home-${index},cloud,main,rt-${index}`);
  await bench.write(['principal_id,provider,app,refresh_token', ...lines].join('\n'));
  const killed = spawn(process.execPath, [PROGRAM, 'import', file, '--local', fleet.port], {
    env: { PATH: process.env.PATH },
  });
  let calls = 0;
  fleet.answers((request) => {
    calls += 1;
    if (calls === 7) killed.kill('SIGKILL');
    return table.answer(request);
  });

  await once(killed, 'close');
  const inBefore = table.rows.size;
  const clock = new SteppedClock(Date.now());
  const resumed = await command(['import', file, '--local', fleet.port], { clock });

  expect(inBefore).toBeLessThan(COUNT);
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringMatching(/, 0 rejected\n/) });
  expect(table.enrolments).toHaveLength(COUNT);
  expect(new Set(table.enrolments).size).toBe(COUNT);
});
