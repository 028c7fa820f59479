import type { Service } from './operation.ts';
import type { Answer } from './wire.ts';

/** What one request consumed of a table, or of one of its indexes, in capacity units. */
export interface Consumed {
  readonly tableName: string;
  readonly index?: string;
  readonly kind: 'read' | 'write';
  readonly units: number;
}

/** Must not throw. */
export type ConsumedListener = (consumed: Consumed) => void;

const KINDS: Readonly<Record<string, Consumed['kind']>> = {
  BatchGetItem: 'read',
  GetItem: 'read',
  Query: 'read',
  Scan: 'read',
  BatchWriteItem: 'write',
  DeleteItem: 'write',
  PutItem: 'write',
  UpdateItem: 'write',
};

interface Units {
  readonly CapacityUnits: number;
}

/** As DynamoDB answers it; the parts are there where it was asked for them. */
interface Reported extends Units {
  readonly TableName: string;
  readonly Table?: Units;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
}

/**
 * Listens to what requests consume. DynamoDB tells it only to who asks, so while somebody listens each request asks, and
 * the answer to a caller who did not is left as it would have been. dynalite counts no writes of indexes.
 */
export class ConsumedCapacity {
  readonly #listeners = new Set<ConsumedListener>();

  /** @returns what ends it */
  listen(listener: ConsumedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  measured(dynamoDb: Service): Service {
    return async (call) => {
      const kind = Object.hasOwn(KINDS, call.operation) ? KINDS[call.operation] : undefined;
      const input = kind && this.#listeners.size > 0 ? objectIn(call.body) : undefined;
      if (!kind || !input) return await dynamoDb(call);
      const hasAsked = 'ReturnConsumedCapacity' in input;
      const body = hasAsked
        ? call.body
        : Buffer.from(JSON.stringify({ ...input, ReturnConsumedCapacity: 'INDEXES' }));
      const answer = await dynamoDb({ ...call, body });
      if (answer.status !== 200) return answer;
      const { ConsumedCapacity: reported, ...output } = JSON.parse(answer.body);
      for (const one of [reported ?? []].flat()) this.#tell(kind, one);
      return hasAsked ? answer : withBody(answer, output);
    };
  }

  #tell(kind: Consumed['kind'], reported: Reported): void {
    const { TableName: tableName, Table = reported, GlobalSecondaryIndexes = {} } = reported;
    const all: readonly Consumed[] = [
      { tableName, kind, units: Table.CapacityUnits },
      ...Object.entries(GlobalSecondaryIndexes).map(([index, { CapacityUnits }]) => ({
        tableName,
        index,
        kind,
        units: CapacityUnits,
      })),
    ];
    for (const consumed of all) for (const listener of this.#listeners) listener(consumed);
  }
}

/** Undefined for a body that DynamoDB will refuse. */
const objectIn = (body: Buffer): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** The checksum and the length were those of the other body. */
const withBody = (answer: Answer, output: object): Answer => {
  const { 'x-amz-crc32': _, 'Content-Length': __, ...headers } = answer.headers;
  return { ...answer, headers, body: JSON.stringify(output) };
};
