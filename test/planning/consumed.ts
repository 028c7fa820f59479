import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What one call took. */
export interface Consumed {
  readonly call: string;
  /** Of the table. An emulator counts none of an index. */
  readonly units: number;
  /** It moves a row in its queue. */
  readonly moves: boolean;
}

/** Notes from now on what every call of a client consumes. */
export const consumptionOf = (dynamo: DynamoDBClient): Consumed[] => {
  const consumed: Consumed[] = [];
  dynamo.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const input = call.input as { TableName?: string; UpdateExpression?: string };
        Object.assign(input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(call);
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
        consumed.push({
          call: `${String(commandName).replace('Command', '')} ${input.TableName}`,
          units: ConsumedCapacity?.CapacityUnits ?? 0,
          moves: /#refreshAt = /.test(input.UpdateExpression ?? ''),
        });
        return result;
      },
    { step: 'initialize' },
  );
  return consumed;
};
