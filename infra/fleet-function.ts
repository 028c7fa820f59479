import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type FunctionProps, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ENV } from '../lambdas/contract.ts';
import { type FunctionName, functionCode, HANDLER } from './functions.ts';
import type { Settings } from './settings.ts';
import type { Tables } from './tables.ts';

/** What every function of a fleet works with. */
export interface Fleet {
  readonly settings: Settings;
  readonly key: IKey;
  readonly tables: Tables;
  readonly bus: EventBus;
}

/** Where one function prints, and nobody else. */
export const createLogs = (scope: Construct, { logRetention, removalPolicy }: Settings): LogGroup =>
  new LogGroup(scope, 'Logs', { retention: logRetention, removalPolicy });

/** Without a right: the caller grants the whole list. */
export const createRole = (scope: Construct, description: string): Role =>
  new Role(scope, 'Role', { description, assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

/** What every function of a fleet has in common, its code too. Its limits are said where it is made. */
export const functionOf = (
  scope: Construct,
  name: FunctionName,
  { fleet, role, logs }: { readonly fleet: Fleet; readonly role: Role; readonly logs: LogGroup },
) =>
  ({
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: functionCode(scope, name, { sourceMaps: fleet.settings.sourceMaps }),
    handler: HANDLER,
    // Its list of rights is the whole list: nothing that is attached to the function may widen it.
    role: role.withoutPolicyUpdates(),
    logGroup: logs,
    loggingFormat: LoggingFormat.JSON,
    environment: environmentOf(fleet),
    // What failed is for the next tick, or for whoever called. An event that waited a minute is worth nothing.
    retryAttempts: 0,
    maxEventAge: Duration.seconds(60),
  }) satisfies FunctionProps;

/** What every function is told, whatever it works with. */
export const runtimeEnvironment = ({ sourceMaps }: Settings): Readonly<Record<string, string>> => ({
  POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
  ...(sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
});

const environmentOf = ({ settings, key, tables, bus }: Fleet): Readonly<Record<string, string>> => ({
  [ENV.principalsTable]: tables.principals.tableName,
  [ENV.controlsTable]: tables.controls.tableName,
  [ENV.keyArn]: key.keyArn,
  [ENV.fleet]: settings.fleet,
  [ENV.secretPrefix]: settings.secretPrefix,
  [ENV.eventBus]: bus.eventBusName,
  ...runtimeEnvironment(settings),
});
