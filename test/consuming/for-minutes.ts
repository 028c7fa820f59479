/*
 * The guide's Node.js and Python consumers, copied as they stand and called again and again, while their tokens are
 * refreshed under them: `npm run consume -- 5` (minutes). No call may fail.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OUTPUT } from '../../lambdas/contract.ts';
import { outputOf } from '../../local/deployment.ts';
import { enrolFleet } from '../../local/enrol-fleet.ts';
import { forgetAmbientAws } from '../../local/environment.ts';
import { openWorld } from '../../local/world.ts';
import { awsEnvironment, createEmptyProject } from '../consumer/empty-project.ts';
import { HAS } from './programs.ts';
import { readSnippets } from './read-snippets.ts';

const TEMPO = 12;
const LIFETIMES = { least: 130, most: 200 };
const minutes = Number(process.argv[2] ?? 5);
if (!(minutes > 0)) throw new Error('give the minutes as a number');

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const codeOf = (name: string): string => {
  const found = readSnippets().find((snippet) => snippet.name === name);
  if (!found) throw new Error(`the guide shows no ${name}`);
  return found.code;
};

/** Ends with the last of its calls; a call that fails ends it with an error. */
const consumer = (program: string, args: readonly string[], cwd: string, env: Record<string, string>) =>
  new Promise<{ readonly code: number | null; readonly calls: number; readonly said: string }>((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    let calls = 0;
    let said = '';
    child.stdout.on('data', (text) => {
      calls += String(text).split('\n').length - 1;
    });
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.on('close', (code) => resolve({ code, calls, said }));
  });

forgetAmbientAws();
const world = await openWorld({
  tempo: TEMPO,
  lifetimeSeconds: LIFETIMES,
  onProgress: (what) => console.error(what),
  onLine: () => {},
});
await enrolFleet(world);
world.stack.start({ everyMs: 5_000 });
const project = await createEmptyProject();
await project.link('@aws-sdk/client-eventbridge');
await project.write('ca.pem', world.clouds.dkn.app.ca);
const env = {
  ...awsEnvironment(world.aws),
  EVENT_BUS: outputOf(world.stack, OUTPUT.eventBus),
  NODE_EXTRA_CA_CERTS: join(project.folder, 'ca.pem'),
  SSL_CERT_FILE: join(project.folder, 'ca.pem'),
  PYTHONPATH: EXAMPLES,
};
const api = (code: string): string =>
  code.replaceAll('https://cloud.example/api/me', world.clouds.dkn.resourceUrl);

// The guide's lines in a loop: what comes before the call stands above it.
const [nodeHead = '', nodeCall = ''] = api(codeOf('call.js')).split(/(?=^const response)/m);
await project.write(
  'loop.js',
  `${nodeHead}const end = Date.now() + ${minutes * 60_000};
while (Date.now() < end) {
${nodeCall}  if (response.status !== 200) throw new Error(String(response.status));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
`,
);
const [pythonHead = '', pythonCall = ''] = api(codeOf('read.py')).split(/(?=^with tokens)/m);
await project.write(
  'loop.py',
  `import time
${pythonHead}
end = time.time() + ${minutes * 60}
while time.time() < end:
${pythonCall.replace(/^(?=.)/gm, '    ')}    assert response.status == 200
    time.sleep(0.05)
`,
);

const before = world.clouds.dkn.counts.refreshed;
const ran = await Promise.all([
  consumer(process.execPath, ['loop.js'], project.folder, env),
  ...(HAS.python ? [consumer('python3', ['loop.py'], project.folder, env)] : []),
]);
const { counts } = world.clouds.dkn;
for (const [n, { code, calls, said }] of ran.entries()) {
  console.log(
    `${['Node.js', 'Python'][n]}: ${calls} calls, ${code === 0 ? 'none failed' : `FAILED: ${said.trim().split('\n').at(-1)}`}`,
  );
  if (code !== 0 || calls === 0) process.exitCode = 1;
}
console.log(
  `${counts.refreshed - before} refreshes of the cloud's tokens meanwhile, ${counts.reused} used twice`,
);
await project.close();
await world.close();
