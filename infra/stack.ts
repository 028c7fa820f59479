import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RefreshScheduler } from './refresh-scheduler.ts';
import type { RefreshSchedulerProps } from './settings.ts';

export interface RefreshSchedulerStackProps extends RefreshSchedulerProps, StackProps {}

/** One fleet, ready to deploy to any account and Region. Its outputs are what the command line needs to know. */
export class RefreshSchedulerStack extends Stack {
  readonly scheduler: RefreshScheduler;

  constructor(scope: Construct, id: string, props: RefreshSchedulerStackProps = {}) {
    super(scope, id, { description: 'Keeps OAuth access tokens of a fleet alive.', ...props });

    this.scheduler = new RefreshScheduler(this, 'RefreshScheduler', props);

    const { settings, tables, tick, bus, key } = this.scheduler;
    this.tell('PrincipalsTable', tables.principals.tableName, 'Table of principals');
    this.tell('ControlsTable', tables.controls.tableName, 'Table of controls');
    this.tell('RefreshFunction', tick.function.functionName, 'Function of a tick');
    this.tell('EventBus', bus.eventBusName, 'Bus of the state changes');
    this.tell('KeyArn', key.keyArn, 'Key that seals rows and encrypts secrets');
    this.tell('SecretPrefix', settings.secretPrefix, 'Where the secrets live in Secrets Manager');
    this.tell('Region', this.region, 'The one Region that owns the fleet');
    this.tell('Fleet', settings.fleet, 'Id of the fleet');
  }

  private tell(output: string, value: string, description: string): void {
    new CfnOutput(this, output, { value, description });
  }
}
