import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import type { AwsEndpoint } from '../aws/endpoint.ts';
import { CloudWatch } from '../cloudwatch/cloud-watch.ts';
import type { Assembly } from './assembly.ts';
import { physicalName } from './names.ts';
import type { StackFunction, StackQueue, StackSchedule } from './running.ts';
import type { Properties } from './template.ts';

export interface SiteOptions {
  readonly aws: AwsEndpoint;
  readonly assembly: Assembly;
  /** What every function gets beside its own environment. */
  readonly functionEnvironment: Readonly<Record<string, string>>;
  /** A line that a function printed. */
  readonly onLine: (functionName: string, line: string) => void;
  /** How many times as fast as deployed the stack runs. @default 1 */
  readonly tempo?: number;
  /** Of CloudWatch, in epoch ms. @default Date.now */
  readonly clock?: () => number;
}

/** Where a stack is put up: one account and Region, and what stands there already. */
export interface Site extends SiteOptions {
  readonly clients: SiteClients;
  readonly cloudWatch: CloudWatch;
  /** By logical id. */
  readonly tables: Map<string, string>;
  readonly functions: Map<string, StackFunction>;
  readonly queues: Map<string, StackQueue>;
  readonly schedules: Map<string, StackSchedule>;
  /** Queue for failed asynchronous invocations, by function name. */
  readonly failureQueues: Map<string, StackQueue>;
  /** What ends with the stack. */
  readonly endings: (() => void)[];
  arn(service: string, resource: string): string;
  /** @param maxLength what the service allows for a name */
  nameFor(logicalId: string, maxLength: number): string;
}

interface SiteClients {
  readonly dynamoDb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly events: EventBridgeClient;
}

export const PARTITION = 'aws';

export const openSite = (options: SiteOptions): Site => {
  const { url, region, account } = options.aws;
  const { tempo, clock } = options;
  const config = {
    endpoint: url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  return {
    ...options,
    clients: {
      dynamoDb: new DynamoDBClient(config),
      kms: new KMSClient(config),
      events: new EventBridgeClient(config),
    },
    cloudWatch: new CloudWatch({
      region,
      ...(tempo !== undefined && { tempo }),
      ...(clock && { clock }),
    }),
    tables: new Map(),
    functions: new Map(),
    queues: new Map(),
    schedules: new Map(),
    failureQueues: new Map(),
    endings: [],
    arn: (service, resource) => `arn:${PARTITION}:${service}:${region}:${account}:${resource}`,
    nameFor: (logicalId, maxLength) => physicalName(options.assembly.stackName, logicalId, maxLength),
  };
};

/** A resource of the template, its intrinsic functions resolved. */
export interface Declared {
  readonly logicalId: string;
  readonly properties: Properties;
}

/** What the rest of the template sees of a resource. */
export interface Made {
  /** What `Ref` stands for. */
  readonly ref: string;
  /** What `Fn::GetAtt` stands for, by attribute. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Why the resource, or a part of it, does not run here. */
  readonly notRun?: string;
}

export type Make = (declared: Declared, site: Site) => Made | Promise<Made>;
