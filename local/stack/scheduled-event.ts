import { randomUUID } from 'node:crypto';
import type { AwsEndpoint } from '../aws/endpoint.ts';

/** What Scheduler sends to a function where the schedule's target has no `Input`. */
export const scheduledEvent = (scheduleArn: string, { account, region }: AwsEndpoint) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account,
  time: `${new Date().toISOString().slice(0, 19)}Z`,
  region,
  resources: [scheduleArn],
  detail: '{}',
});
