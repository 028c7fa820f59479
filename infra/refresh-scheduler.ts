import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Census } from './census.ts';
import { grantRead, grantReject, type Readable } from './consumer-rights.ts';
import { warnOfExpectedFleet } from './expected-fleet.ts';
import type { Fleet } from './fleet-function.ts';
import { createKey } from './key.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { Notices } from './notices.ts';
import { Operator } from './operator.ts';
import { Rejections } from './rejections.ts';
import { problemsOf } from './setting-rules.ts';
import { type RefreshSchedulerProps, type Settings, withDefaults } from './settings.ts';
import { createTables, type Tables } from './tables.ts';
import { Tick } from './tick.ts';

/**
 * Keeps the access tokens of one fleet alive.
 *
 * A key seals every grant. Two tables hold the fleet: what is to be kept alive, and who is at work on it. Every
 * minute a tick refreshes what is due, keeps it in the table, publishes it to Secrets Manager under the prefix, and
 * tells the bus when somebody must act or no longer needs to. Every quarter of an hour a census counts the whole table
 * and mends it. Principals and apps come in through the operator's function. Consumers read the published tokens and tell
 * the bus which of them a provider refused. Who must act is told through two topics, by notices and by alarms.
 *
 * @throws at synth, with everything that is wrong with the props.
 */
export class RefreshScheduler extends Construct {
  /** The props with their defaults. */
  readonly settings: Settings;
  /** Seals rows; encrypts the tables and the published secrets. */
  readonly key: Key;
  readonly tables: Tables;
  /** Where the fleet's state changes are told. */
  readonly bus: EventBus;
  readonly tick: Tick;
  readonly census: Census;
  /** How apps and principals come in. `grantOperate` lets somebody use it. */
  readonly operator: Operator;
  /** Where consumers are heard. `grantReject` lets somebody be. */
  readonly rejections: Rejections;
  /** What people are told. Its two topics take any other subscription. */
  readonly notices: Notices;
  /** Dashboard, alarms and saved queries of the log. */
  readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, props: RefreshSchedulerProps = {}) {
    super(scope, id);
    const settings = withDefaults(props);
    refuse(problemsOf(settings), this.node.path);

    this.settings = settings;
    warnOfExpectedFleet(this, settings);
    this.key = createKey(this, settings);
    this.tables = createTables(this, settings, this.key);
    this.bus = new EventBus(this, 'Bus', { description: `State changes of the fleet ${settings.fleet}.` });
    const fleet: Fleet = { settings, key: this.key, tables: this.tables, bus: this.bus };
    this.tick = new Tick(this, 'Tick', fleet);
    this.census = new Census(this, 'Census', fleet);
    this.operator = new Operator(this, 'Operator', fleet);
    this.rejections = new Rejections(this, 'Rejections', fleet);
    this.notices = new Notices(this, 'Notices', fleet);
    this.monitoring = new Monitoring(this, 'Monitoring', this);
  }

  /**
   * Lets somebody read published tokens: all of the fleet's, those of one provider, those with certain labels.
   *
   * @throws where provider or labels are such as no principal has
   */
  grantRead(grantee: IGrantable, which: Readable = {}): Grant {
    return grantRead(this, this, grantee, which);
  }

  /** Lets somebody tell that a provider refused a token, and put no other event on the bus. */
  grantReject(grantee: IGrantable): Grant {
    return grantReject(this, grantee);
  }
}

const refuse = (problems: readonly string[], path: string): void => {
  if (problems.length > 0) throw new Error(`RefreshScheduler at ${path}: ${problems.join(' ')}`);
};
