import { delimiter, dirname, join } from 'node:path';
import { STACK_NAME } from '../../../lambdas/contract.ts';
import { DEFAULT_REGION } from '../../../local/functions/environment.ts';
import { run } from '../emulators/programs.ts';
import type { CommandRun, DeployedAt } from './deployed-at.ts';
import { trimmed } from './trim.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
/** ministack's own. */
const ACCOUNT = '000000000000';
const NOT_RUN: CommandRun = { code: 1, seconds: 0, output: 'not run: what comes before it failed' };

interface Where {
  readonly url: string;
  /** An empty folder. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

type Deployed = Pick<DeployedAt, 'region' | 'assembly' | 'bootstrap' | 'synth' | 'deploy'>;

/**
 * Deploys the project's stack by the CDK's own command line, as an operator does: `cdk bootstrap`, then `cdk deploy`,
 * which puts the functions' code into the bucket that bootstrapping made.
 */
export const deployByCdk = async ({ url, scratch, signal }: Where): Promise<Deployed> => {
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: DEFAULT_REGION,
    // It remembers which account a key belongs to; that of a person's own keys is not ours to meddle with.
    CDK_HOME: join(scratch, 'cdk-home'),
    // `node` in cdk.json is then the Node.js that runs this.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  };
  const cdk = async (...words: string[]): Promise<CommandRun> => {
    const startedAt = performance.now();
    const command = { program: process.execPath, arguments: [CDK, ...words], environment, folder: ROOT };
    const { code = 1, output } = await run(command, signal);
    return { code, seconds: (performance.now() - startedAt) / 1_000, output };
  };

  const assembly = join(scratch, 'synthesized');
  const hosted = join(scratch, 'hosted');
  const synth = await cdk('synth', '--quiet', '--output', assembly);
  // Without --app it would synthesize once more, into the project's own cdk.out.
  const bootstrap =
    synth.code === 0
      ? await cdk('bootstrap', `aws://${ACCOUNT}/${DEFAULT_REGION}`, '--app', assembly)
      : NOT_RUN;
  const made = { region: DEFAULT_REGION, assembly, synth, bootstrap };
  if (bootstrap.code !== 0) return { ...made, deploy: NOT_RUN };

  await trimmed(assembly, STACK_NAME, hosted);
  return { ...made, deploy: await cdk('deploy', '--app', hosted, '--require-approval', 'never', '--ci') };
};
