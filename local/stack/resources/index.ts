import type { Make } from '../site.ts';
import { makeAlarm } from './alarm.ts';
import { makeDashboard } from './dashboard.ts';
import { makeEventBus } from './event-bus.ts';
import { makeEventInvokeConfig } from './event-invoke-config.ts';
import { makeEventRule } from './event-rule.ts';
import { makeEventSourceMapping } from './event-source-mapping.ts';
import { makeFunction } from './function.ts';
import { makeAlias, makeKey } from './key.ts';
import { makeLogGroup } from './log-group.ts';
import { makeQueryDefinition } from './query-definition.ts';
import { makeQueue } from './queue.ts';
import { makeSchedule } from './schedule.ts';
import { makeTable } from './table.ts';
import { makeTopic } from './topic.ts';

/** What can run, by its type in the template: one file and one row each. */
export const RESOURCES: Readonly<Record<string, Make>> = {
  'AWS::CloudWatch::Alarm': makeAlarm,
  'AWS::CloudWatch::Dashboard': makeDashboard,
  'AWS::DynamoDB::GlobalTable': makeTable,
  'AWS::DynamoDB::Table': makeTable,
  'AWS::Events::EventBus': makeEventBus,
  'AWS::Events::Rule': makeEventRule,
  'AWS::KMS::Alias': makeAlias,
  'AWS::KMS::Key': makeKey,
  'AWS::Lambda::EventInvokeConfig': makeEventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': makeEventSourceMapping,
  'AWS::Lambda::Function': makeFunction,
  'AWS::Logs::LogGroup': makeLogGroup,
  'AWS::Logs::QueryDefinition': makeQueryDefinition,
  'AWS::SNS::Topic': makeTopic,
  'AWS::SQS::Queue': makeQueue,
  'AWS::Scheduler::Schedule': makeSchedule,
};
