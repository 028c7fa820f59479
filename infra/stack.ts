import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OUTPUT } from '../lambdas/contract.ts';
import { RefreshScheduler } from './refresh-scheduler.ts';
import type { RefreshSchedulerProps } from './settings.ts';

export interface RefreshSchedulerStackProps extends RefreshSchedulerProps, StackProps {}

/** One fleet, ready to deploy to any account and Region. Its outputs are what the command line needs to know. */
export class RefreshSchedulerStack extends Stack {
  readonly scheduler: RefreshScheduler;

  constructor(scope: Construct, id: string, props: RefreshSchedulerStackProps = {}) {
    super(scope, id, { description: 'Keeps OAuth access tokens of a fleet alive.', ...props });

    this.scheduler = new RefreshScheduler(this, 'RefreshScheduler', props);

    const { settings, tables, tick, census, operator, notices, monitoring, bus, key } = this.scheduler;
    this.tell(OUTPUT.principalsTable, tables.principals.tableName, 'Table of principals');
    this.tell(OUTPUT.controlsTable, tables.controls.tableName, 'Table of controls');
    this.tell(OUTPUT.refreshFunction, tick.function.functionName, 'Function of a tick');
    this.tell(OUTPUT.operateFunction, operator.function.functionName, 'Function for operators');
    this.tell(OUTPUT.censusFunction, census.function.functionName, 'Function of a census');
    this.tell(OUTPUT.eventBus, bus.eventBusName, 'Bus of the state changes');
    this.tell(OUTPUT.pageTopic, notices.page.topicArn, 'Topic of what cannot wait');
    this.tell(OUTPUT.ticketTopic, notices.ticket.topicArn, 'Topic of what can wait until the morning');
    this.tell(OUTPUT.dashboard, monitoring.dashboard.dashboardName, 'Dashboard in CloudWatch');
    this.tell(OUTPUT.keyArn, key.keyArn, 'Key that seals rows and encrypts secrets');
    this.tell(OUTPUT.secretPrefix, settings.secretPrefix, 'Where the secrets live in Secrets Manager');
    this.tell(OUTPUT.region, this.region, 'The one Region that owns the fleet');
    this.tell(OUTPUT.fleet, settings.fleet, 'Id of the fleet');
  }

  private tell(output: (typeof OUTPUT)[keyof typeof OUTPUT], value: string, description: string): void {
    new CfnOutput(this, output, { value, description });
  }
}
