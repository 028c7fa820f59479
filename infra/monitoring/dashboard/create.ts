import { Duration, Stack } from 'aws-cdk-lib';
import { type Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { FleetMetrics } from '../metrics.ts';
import type { Watched } from '../watched.ts';
import { areWeFine } from './are-we-fine.ts';
import { bill } from './bill.ts';
import { census } from './census.ts';
import { limits } from './limits.ts';
import { log } from './log.ts';
import { latencies, providers } from './providers.ts';
import { publishing } from './publishing.ts';

/** One page from top to bottom: are we fine, where does it come from, what does it cost, who is it. */
export const createDashboard = (scope: Construct, watched: Watched, alarms: readonly Alarm[]): Dashboard => {
  const { settings } = watched;
  const metrics = new FleetMetrics(settings.fleet);
  const dashboard = new Dashboard(scope, 'Dashboard', {
    // Dashboards have no Region: two fleets of one id may stand in two of an account.
    dashboardName: `refresh-scheduler-${settings.fleet}-${Stack.of(scope).region}`,
    defaultInterval: Duration.hours(3),
  });
  const rows = [
    ...areWeFine(metrics, alarms, settings),
    ...providers(metrics),
    ...latencies(metrics),
    ...publishing(metrics, settings),
    ...limits(metrics, settings),
    ...census(metrics),
    ...bill(metrics, watched),
    ...log(watched),
  ];
  for (const row of rows) dashboard.addWidgets(...row);
  return dashboard;
};
