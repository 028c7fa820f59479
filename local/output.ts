import type { Deployment } from './deployment.ts';
import { type MemberReport, tokenSecrets } from './report.ts';
import { cloudsTable, fleetTable, secretsTable } from './tables.ts';
import type { World } from './world.ts';

export interface Output {
  /** Width of a line, in characters. */
  readonly columns: number;
  /** Results, on standard output. */
  print(text: string): void;
  /** What is being done, on standard error. */
  progress(what: string): void;
  /** A line of the functions' logs, where somebody wants to see them. */
  log(line: string): void;
}

export const show = async (world: World, reports: readonly MemberReport[], output: Output): Promise<void> => {
  const secrets = await tokenSecrets(world);
  output.print(fleetTable(reports, Date.now(), output.columns));
  output.print(secretsTable(secrets));
  output.print(cloudsTable(world.clouds));
};

/**
 * Any AWS SDK or command line can read from the endpoint with these settings.
 *
 * @param token whose, as `provider/principalId`
 */
export const howToRead = ({ aws, secretPrefix }: Deployment, token: string): string =>
  [
    'To read a token there:',
    `  export AWS_ENDPOINT_URL=${aws.url} AWS_REGION=${aws.region}`,
    '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    '  aws secretsmanager get-secret-value \\',
    `    --secret-id ${secretPrefix}/tokens/${token}`,
  ].join('\n');

/** A line for each reason why something of the template does not run here. */
export const whatIsNotRun = ({ stack }: Pick<Deployment, 'stack'>): string => {
  const byReason = Map.groupBy(stack.notRun, ({ why }) => why);
  const lines = [...byReason].map(([why, resources]) => {
    const types = new Set(resources.map(({ type }) => type));
    return `  ${[...types].toSorted().join(', ')}: ${why}`;
  });
  return ['Of the template, not run here:', ...lines].join('\n');
};
