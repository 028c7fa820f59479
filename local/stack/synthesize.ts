import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Assembly, readAssembly } from './assembly.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface SynthesizeOptions {
  /** Folder for the template and the bundled functions. */
  readonly outDir: string;
  /** Settings as `-c key=value` gives them to `cdk`, beside those of `cdk.json`. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** The app did not synthesize. The message holds what it printed. */
export class SynthesisError extends Error {
  readonly code = 'synthesis-failed';

  constructor(command: string, printed: string) {
    super(`'${command}' failed:\n${printed.trim()}`);
    this.name = 'SynthesisError';
  }
}

/**
 * Runs the CDK app as `cdk synth` would, in a process of its own, and reads what it made. Needs neither the CDK's
 * command line nor an account.
 *
 * @throws {SynthesisError}
 */
export const synthesize = async ({ outDir, context = {} }: SynthesizeOptions): Promise<Assembly> => {
  const folder = resolve(outDir);
  const { app, context: fromFile } = JSON.parse(readFileSync(resolve(PROJECT, 'cdk.json'), 'utf8'));
  // No account and no Region: the template is the one that fits everywhere.
  const { CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION, ...environment } = process.env;

  await run(app, {
    ...environment,
    // `node` in the command is then the Node.js that runs this.
    PATH: [dirname(process.execPath), environment.PATH].join(delimiter),
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...fromFile, ...context }),
  });
  return readAssembly(folder);
};

const run = (command: string, env: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((done, fail) => {
    exec(command, { cwd: PROJECT, env }, (error, stdout, stderr) => {
      if (error) fail(new SynthesisError(command, stderr || stdout || error.message));
      else done();
    });
  });
