import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DEFAULT_SECRET_PREFIX, TICK_TIMEOUT_SECONDS } from '../lambdas/contract.ts';

/** What the fleet is expected to become. */
export interface ExpectedFleet {
  /** How many there will be. */
  readonly principals: number;
  /** Of an access token, a minute at least. */
  readonly lifetime: Duration;
  /** The cloud of all of them, as a principal names it. By default the most careful one is planned with. */
  readonly provider?: string;
  /** Apps that they are spread over, by default one. */
  readonly apps?: number;
}

/** What an operator may decide about a fleet. Everything has a default that is fit for production. */
export interface RefreshSchedulerProps {
  /**
   * Where the fleet's secrets live in Secrets Manager: `{secretPrefix}/tokens/...` and `{secretPrefix}/apps/...`.
   * Two fleets of one account and Region must not share a prefix.
   *
   * @default 'refresh-scheduler'
   */
  readonly secretPrefix?: string;

  /**
   * Stable id of the fleet: letters, digits, `_` and `-`, at most 64. It is bound to every sealed row, so a fleet
   * whose id changes can no longer open its own rows.
   *
   * @default 'default'
   */
  readonly fleet?: string;

  /**
   * How long one tick may run: whole seconds, 30 to 50.
   *
   * @default Duration.seconds(50)
   */
  readonly timeout?: Duration;

  /**
   * Memory of the function that ticks in MiB, 256 to 10240; its share of a processor grows with it.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * Principals worked on at once in one tick, 1 to 64.
   *
   * @default 24
   */
  readonly concurrency?: number;

  /**
   * Secrets Manager writes a second that one tick allows itself, 1 to 50. All writers of an account and Region
   * share 50.
   *
   * @default 35
   */
  readonly publishRate?: number;

  /**
   * What the fleet is expected to become: synth warns where ticks, quotas or a secret's versions do not suffice for it.
   * `refresh-scheduler plan` tells the rest.
   *
   * @default - nothing is expected, and nobody is warned
   */
  readonly expected?: ExpectedFleet;

  /**
   * How long logs are kept, at least 30 days: they may hold a sealed grant to be rescued.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Executions kept free for ticks, at least 1. Not needed for correctness (a run lease and claims see to that), and
   * refused by accounts whose limit is still the initial one.
   *
   * @default - none; ticks use the account's unreserved executions
   */
  readonly reservedConcurrency?: number;

  /**
   * What happens to key, tables and logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the tables.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Name of the table of principals.
   *
   * @default - a name made by CloudFormation
   */
  readonly principalsTableName?: string;

  /**
   * Name of the table of controls (run lease, state per app).
   *
   * @default - a name made by CloudFormation
   */
  readonly controlsTableName?: string;

  /**
   * E-mail addresses that are told what cannot wait. AWS asks each of them to confirm. Anything else that SNS can reach
   * subscribes to `scheduler.notices.page`.
   *
   * @default []
   */
  readonly pageTo?: readonly string[];

  /**
   * E-mail addresses that are told what can wait until the morning, or `scheduler.notices.ticket`.
   *
   * @default []
   */
  readonly ticketTo?: readonly string[];

  /**
   * Where the runbook is, a path or an address: alarms and notices name its entries as `{runbook}#{entry}`.
   *
   * @default 'docs/runbook.md'
   */
  readonly runbook?: string;

  /**
   * Whether source maps are deployed, so that stack traces name our files and lines. They make a cold start slower.
   *
   * @default false
   */
  readonly sourceMaps?: boolean;
}

type WithoutDefault = 'expected' | 'reservedConcurrency' | 'principalsTableName' | 'controlsTableName';

/** The props with every default filled in. */
export type Settings = Required<Omit<RefreshSchedulerProps, WithoutDefault>> &
  Pick<RefreshSchedulerProps, WithoutDefault>;

export const DEFAULTS = {
  secretPrefix: DEFAULT_SECRET_PREFIX,
  fleet: 'default',
  timeout: Duration.seconds(TICK_TIMEOUT_SECONDS),
  memorySize: 512,
  concurrency: 24,
  publishRate: 35,
  logRetention: RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
  pageTo: [],
  ticketTo: [],
  runbook: 'docs/runbook.md',
  sourceMaps: false,
} as const satisfies Omit<Settings, WithoutDefault>;

export const withDefaults = (props: RefreshSchedulerProps): Settings => ({ ...DEFAULTS, ...props });
