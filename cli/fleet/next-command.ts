import { LOCAL_PORT } from '../../lambdas/contract.ts';
import type { WhereOptions } from './where.ts';

/** A command as it is typed next, for the same fleet: where that is goes along as it was given. */
export const nextCommand = (command: string, { local, stack, region, profile }: WhereOptions): string =>
  [
    'refresh-scheduler',
    command,
    ...(local === undefined ? [] : ['--local']),
    ...(local === undefined || local === String(LOCAL_PORT) ? [] : [local]),
    ...option('--stack', stack),
    ...option('--region', region),
    ...option('--profile', profile),
  ].join(' ');

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, quoted(value)];

/** As a shell takes it for one word. */
const quoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
