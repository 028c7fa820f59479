import type { SNSClient } from '@aws-sdk/client-sns';
import type { Clients } from '../../../lambdas/adapters/clients.ts';
import type { FleetSettings } from '../../../lambdas/adapters/fleet-settings.ts';

/** One AWS with the fleet's tables, key, bus and topic; `name` is never the same twice. */
export interface Stage {
  readonly clients: Clients;
  readonly settings: FleetSettings;
  readonly topics: SNSClient;
  readonly topicArn: string;
  name(): string;
}

/** Something that the product asks of AWS, and all that is worth comparing of how it is answered. */
export interface Call {
  readonly what: string;
  ask(stage: Stage): Promise<unknown>;
}

/**
 * What two services can be compared by: the fields of an answer, or the name of a refusal with what the product reads
 * of it. What differs from run to run is named by its kind.
 */
export const answer = async (sent: Promise<object>): Promise<unknown> => {
  try {
    const { $metadata: _, ...fields } = (await sent) as Record<string, unknown>;
    return comparable(fields);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      refused: error.name,
      // As the vault reads it: words alone tell a secret that is on its way out from other refusals of the name.
      ...(/marked (for|as) delet|scheduled for deletion/i.test(error.message) ? { says: 'deletion' } : {}),
      ...('Item' in error && error.Item !== undefined ? { item: comparable(error.Item) } : {}),
    };
  }
};

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const comparable = (value: unknown): unknown => {
  if (typeof value === 'string') return kindOf(value);
  if (value instanceof Date) return 'a time';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [kindOf(name), comparable(field)]));
};

const kindOf = (text: string): string => {
  if (text.startsWith('arn:')) return 'an ARN';
  return UUID.test(text) ? 'a name' : text;
};
