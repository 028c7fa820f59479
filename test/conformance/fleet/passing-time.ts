import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CONTROL, KEYS, OUTPUT } from '../../../lambdas/contract.ts';
import { SECOND } from '../../../lambdas/core/time.ts';
import type { Deployment } from './deployment.ts';

interface Change {
  readonly table: string | undefined;
  readonly key: Readonly<Record<string, string>>;
  /** Where the number stands in the item. */
  readonly path: readonly string[];
  /** Seconds. */
  readonly to: number | { readonly lessBy: number };
}

const past = (): number => Math.floor(Date.now() / SECOND) - 1;

/**
 * Stands in for waiting minutes, where a fleet lives by the clock on the wall: instants that its items name are moved into
 * the past. Nothing is made due that waiting would not have made due.
 */
export class PassingTime {
  readonly #dynamo: DynamoDBClient;
  readonly #outputs: Readonly<Record<string, string>>;

  constructor({ clients, outputs }: Deployment) {
    this.#dynamo = clients.dynamo;
    this.#outputs = outputs;
  }

  /** Until the row is looked at again, and whatever a dead run holds is free. */
  async pass(principalId: string): Promise<void> {
    const row = this.#row(principalId);
    await this.#change({ ...row, path: [KEYS.refreshAt], to: past() });
    await this.#change({ ...row, path: ['lease', 'until'], to: past() });
    await this.endRunLease();
  }

  /** As if the run that holds it had been stopped for longer than a lease lasts. */
  async endRunLease(): Promise<void> {
    const table = this.#outputs[OUTPUT.controlsTable];
    await this.#change({ table, key: { [KEYS.controls]: CONTROL.runLease }, path: ['until'], to: past() });
  }

  /** As far as its row knows, its token was obtained so much earlier. */
  async age(principalId: string, seconds: number): Promise<void> {
    await this.#change({ ...this.#row(principalId), path: ['lastRefreshedAt'], to: { lessBy: seconds } });
  }

  #row(principalId: string): Pick<Change, 'table' | 'key'> {
    return { table: this.#outputs[OUTPUT.principalsTable], key: { [KEYS.principals]: principalId } };
  }

  /** Where there is no such number, nothing happens. */
  async #change({ table, key, path, to }: Change): Promise<void> {
    const place = path.map((_, n) => `#p${n}`).join('.');
    const isShift = typeof to === 'object';
    try {
      await this.#dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall(key),
          UpdateExpression: `SET ${place} = ${isShift ? `${place} - :n` : ':n'}`,
          ConditionExpression: `attribute_exists(${place})`,
          ExpressionAttributeNames: Object.fromEntries(path.map((name, n) => [`#p${n}`, name])),
          ExpressionAttributeValues: marshall({ ':n': isShift ? to.lessBy : to }),
        }),
      );
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    }
  }
}
