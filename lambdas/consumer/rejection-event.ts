import { EVENT_FROM_CONSUMER } from '../contract.ts';

/** A token that its provider refused although it should live. */
export interface Rejection {
  readonly principalId: string;
  readonly generation: number;
}

/** Tells the scheduler. Rejects where it could not be told. */
export type SendRejected = (rejection: Rejection) => Promise<void>;

/** An `EventBridgeClient`. Its own type is not named, so that nobody has to install it. */
export interface EventSender {
  send(command: never): Promise<unknown>;
}

interface PutEventsAnswer {
  readonly Entries?: ReadonlyArray<{ readonly ErrorCode?: string }>;
}

/** Longer than an event takes, and short enough for whoever waits for it. */
const LIMITS = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };

/**
 * `Token Rejected` on the stack's bus. The client is loaded with the first event that is sent.
 * @param bus name or ARN; a bus of another Region or account is named by its ARN
 */
export const sendToBus = (bus: string, events?: EventSender): SendRejected => {
  let client = events;
  return async ({ principalId, generation }) => {
    const { EventBridgeClient, PutEventsCommand } = await loadEventBridge();
    client ??= new EventBridgeClient({ ...regionOf(bus), requestHandler: LIMITS });
    const command = new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus,
          Source: EVENT_FROM_CONSUMER.source,
          DetailType: EVENT_FROM_CONSUMER.tokenRejected,
          Detail: JSON.stringify({ principalId, generation }),
        },
      ],
    });
    const { Entries } = (await client.send(command as never)) as PutEventsAnswer;
    // PutEvents answers 200 for an entry that it refused.
    const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode;
    if (refused !== undefined) throw Object.assign(new Error(refused), { name: refused });
  };
};

const regionOf = (bus: string): { region?: string } => {
  const [arn, , , region] = bus.split(':');
  return arn === 'arn' && region ? { region } : {};
};

/** Also says it where a bundler has left the package out. */
const loadEventBridge = () =>
  import('@aws-sdk/client-eventbridge').catch(() => {
    throw Object.assign(
      new Error('install @aws-sdk/client-eventbridge, or give sendRejected instead of eventBus'),
      { name: 'EventBridgeClientMissing' },
    );
  });
