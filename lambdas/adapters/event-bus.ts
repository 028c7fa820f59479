import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../contract.ts';
import type { Announcer } from '../flow/ports.ts';

/** `code` is EventBridge's own word for what is wrong. */
export class EventRefusedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`EventBridge refused the event: ${code}`);
    this.name = 'EventRefusedError';
    this.code = code;
  }
}

/** Announcements as EventBridge events. PutEvents answers 200 for an entry that it refused, so each is looked at. */
export const eventBus = (events: EventBridgeClient, bus: string): Announcer => ({
  async announce({ type, at, ...detail }) {
    const { Entries } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: EVENT_SOURCE,
            DetailType: type,
            Time: new Date(at),
            Detail: JSON.stringify({ schema: 1, ...detail, at: new Date(at).toISOString() }),
          },
        ],
      }),
    );
    const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused) throw new EventRefusedError(String(refused.ErrorCode));
  },
});
