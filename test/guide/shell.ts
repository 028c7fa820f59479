import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AwsEndpoint } from '../../local/aws/endpoint.ts';
import type { Seen } from './at-the-terminal.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs one line in a process of its own. */
export type Shell = (line: string) => Promise<Seen>;

/** In a folder that has of the project what examples need, where `npx` finds our command, and that this fleet. */
export const openShell = async (folder: string, aws: AwsEndpoint): Promise<Shell> => {
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  await cp(join(PROJECT, 'examples'), join(folder, 'examples'), { recursive: true });
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const command = `exec '${process.execPath}' '${PROJECT}cli/refresh-scheduler.js' "$@" --local ${new URL(aws.url).port}`;
  await writeFile(join(bin, 'npx'), `#!/bin/sh\nshift\n${command}\n`);
  await chmod(join(bin, 'npx'), 0o755);
  const env = {
    PATH: [bin, process.env.PATH ?? ''].join(delimiter),
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const shell: Shell = (line) =>
    new Promise((resolve) => {
      execFile('sh', ['-c', line], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ exitCode: Number(error?.code ?? 0), text: stdout + stderr }),
      );
    });
  const { exitCode: withoutBoto } = await shell('python3 -c "import boto3"');
  return async (line) => {
    if (withoutBoto === 0) return shell(line);
    const instead = line.replace(/^python3 examples\/enrol.py /, 'npx refresh-scheduler enrol --no-wait ');
    return { ...(await shell(instead)), ...(instead !== line && { instead: true }) };
  };
};
