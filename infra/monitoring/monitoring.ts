import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { createAlarms } from './alarms/create.ts';
import { createContributors } from './contributors.ts';
import { createDashboard } from './dashboard/create.ts';
import { createLogQueries } from './log-queries.ts';
import type { Watched } from './watched.ts';

/**
 * What people see of a fleet in CloudWatch: one dashboard, alarms to the topics of its notices, saved queries of its logs,
 * and a ranking of the principals that fail most.
 */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);

    this.alarms = createAlarms(this, watched);
    this.dashboard = createDashboard(this, watched, this.alarms);
    createLogQueries(this, watched);
    createContributors(this, watched);
  }
}
