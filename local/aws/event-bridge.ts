import * as z from 'zod';
import type { EventBus } from './event-buses.ts';
import { jsonService, operation, type Service } from './operation.ts';
import { page } from './paging.ts';
import { type PutEventsContext, putEvents } from './put-events.ts';
import { AwsError, epochSeconds } from './wire.ts';

const describe = (bus: EventBus): object => ({
  Name: bus.name,
  Arn: bus.arn,
  ...(bus.description !== undefined && { Description: bus.description }),
  CreationTime: epochSeconds(bus.createdAt),
  LastModifiedTime: epochSeconds(bus.createdAt),
});

/** EventBridge as far as putting events goes: buses. Rules are made by whoever runs a stack, not by calls. */
export const eventBridge = (context: PutEventsContext): Service => {
  const { buses } = context;
  return jsonService('events', {
    PutEvents: putEvents(context),
    CreateEventBus: operation(
      z.object({
        Name: z
          .string()
          .max(256)
          .regex(/^[/._\-A-Za-z0-9]+$/),
        Description: z.string().max(512).optional(),
      }),
      ({ Name, Description }) => ({ EventBusArn: buses.create(Name, Description).arn }),
    ),
    DescribeEventBus: operation(z.object({ Name: z.string().default('default') }), ({ Name }) => {
      const bus = buses.lookUp(Name);
      if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${Name} does not exist.`);
      return describe(bus);
    }),
    ListEventBuses: operation(
      z.object({
        NamePrefix: z.string().default(''),
        Limit: z.int().min(1).max(100).default(100),
        NextToken: z.string().optional(),
      }),
      ({ NamePrefix, Limit, NextToken }) => {
        const named = buses.list().filter((bus) => bus.name.startsWith(NamePrefix));
        const { items, nextToken } = page(named, (bus) => bus.sequence, Limit, NextToken);
        return { EventBuses: items.map(describe), NextToken: nextToken };
      },
    ),
  });
};
