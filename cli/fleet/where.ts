import type { Command } from 'commander';
import { LOCAL_PORT, STACK_NAME } from '../../lambdas/contract.ts';
import { WrongInputError } from '../input/wrong-input.ts';

/** What every command that reaches a fleet takes. */
export interface WhereOptions {
  readonly local?: string;
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** A fleet's stack, and the settings by which an AWS client gets there. */
export interface Where {
  readonly stack: string;
  /** The address on this machine; absent for AWS itself. */
  readonly local?: string;
  readonly settings: AwsSettings;
}

export interface AwsSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly useFipsEndpoint?: false;
  readonly useDualstackEndpoint?: false;
}

export const addWhere = (command: Command): Command =>
  command
    .optionsGroup('Where the fleet is:')
    .option('--local [port]', `the fleet of "npm start" on this machine (default port: ${LOCAL_PORT})`)
    .option('--stack <name>', `the fleet's stack (default: ${STACK_NAME})`)
    .option('--region <name>', "the AWS Region of the stack (default: your settings')")
    .option('--profile <name>', 'the AWS profile to use (default: as the AWS SDK finds credentials)');

/** A file or an id may follow `--local`: only digits are its port. */
export const withLocalPort = (args: readonly string[]): readonly string[] =>
  args.map((arg, index) =>
    arg === '--local' && !/^\d+$/.test(args[index + 1] ?? '') ? `--local=${LOCAL_PORT}` : arg,
  );

/** @throws {WrongInputError} */
export const whereFrom = ({ local, stack = STACK_NAME, region, profile }: WhereOptions): Where => {
  if (local === undefined)
    return { stack, settings: { ...(region && { region }), ...(profile && { profile }) } };
  if (region !== undefined || profile !== undefined)
    throw new WrongInputError('--local cannot be used together with --region or --profile');
  const port = Number(local);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new WrongInputError('--local takes a port, a whole number from 1 to 65535');
  const endpoint = `http://127.0.0.1:${port}`;
  return { stack, local: endpoint, settings: onThisMachine(endpoint) };
};

/** Everything that would otherwise come from the environment, so that no account of anybody's is ever meant. */
const onThisMachine = (endpoint: string): AwsSettings => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
});
