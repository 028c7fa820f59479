import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import type { Make } from '../site.ts';

/** `AWS::Events::EventBus`: the endpoint records what reaches it, and passes it on by rules. */
export const makeEventBus: Make = async ({ properties }, { clients: { events } }) => {
  const { Name, Description } = properties as { Name: string; Description?: string };
  const { EventBusArn = '' } = await events.send(
    new CreateEventBusCommand({ Name, ...(Description && { Description }) }),
  );
  return { ref: Name, attributes: { Arn: EventBusArn, Name } };
};
