import { execFile, execFileSync } from 'node:child_process';
import type { Ended } from '../consumer/empty-project.ts';

/** Whether a program is on this machine and answers this call. */
const answers = (program: string, args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Programs that the guide uses, and that a machine may lack. */
export const HAS = {
  python: answers('python3', ['-c', 'import boto3']),
  shell: ['aws', 'jq', 'curl'].every((program) => answers(program, ['--version'])),
} as const;

/** Runs a program in a folder, with these settings added to the environment. */
export const runIn = (
  cwd: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
