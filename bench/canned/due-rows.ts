import type { Item } from './fleet.ts';

/** An item as DynamoDB writes it in JSON: bytes in base64. */
export type WireItem = Record<string, Record<string, unknown>>;

export interface QueryInput {
  readonly ExpressionAttributeValues: { readonly ':app': { readonly S: string } };
  readonly ExclusiveStartKey?: { readonly principalId: { readonly S: string } };
  readonly Limit?: number;
}

export interface UpdateInput {
  readonly Key: { readonly principalId: { readonly S: string } };
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, Record<string, unknown>>>;
}

export const onWire = (item: Item): WireItem =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : { ...value },
    ]),
  );

/**
 * Rows that are due, until they are asked to be so again. Checks no condition and keeps no index: whoever measures wants
 * answers, and has the time of the processor for itself.
 */
export class DueRows {
  readonly #base: ReadonlyMap<string, WireItem>;
  readonly #queues = new Map<string, { readonly key: WireItem; readonly id: string }[]>();
  #rows: Map<string, WireItem>;

  constructor(items: readonly Item[]) {
    this.#base = new Map(items.map((item) => [String(item.principalId?.S), onWire(item)]));
    this.#rows = new Map(this.#base);
    for (const [id, { principalId = {}, dueQueue = {}, refreshAt = {} }] of this.#base) {
      const queue = this.#queues.get(String(dueQueue.S)) ?? [];
      queue.push({ key: { principalId, dueQueue, refreshAt }, id });
      this.#queues.set(String(dueQueue.S), queue);
    }
  }

  becomeDueAgain(): void {
    this.#rows = new Map(this.#base);
  }

  query({ ExpressionAttributeValues, ExclusiveStartKey, Limit }: QueryInput): object {
    const queue = this.#queues.get(ExpressionAttributeValues[':app'].S) ?? [];
    const after = ExclusiveStartKey?.principalId.S;
    const from = after === undefined ? 0 : queue.findIndex(({ id }) => id === after) + 1;
    const to = Math.min(queue.length, from + (Limit ?? queue.length));
    const Items = queue.slice(from, to).map(({ key }) => key);
    const last = to < queue.length ? { LastEvaluatedKey: Items.at(-1) } : {};
    return { Items, Count: Items.length, ScannedCount: Items.length, ...last };
  }

  update(input: UpdateInput): object {
    const { Key, UpdateExpression, ExpressionAttributeNames: names, ExpressionAttributeValues } = input;
    const id = Key.principalId.S;
    const row = { ...this.#rows.get(id) };
    const { set, remove } = partsOf(UpdateExpression);
    const valueAt = (from: string) =>
      from.startsWith(':') ? ExpressionAttributeValues[from] : row[names[from] ?? ''];
    // All of an expression sees the row as it was.
    const after = set.map(([to, from, otherwise]) => [
      names[to],
      valueAt(from) ?? valueAt(otherwise ?? from),
    ]);
    Object.assign(row, Object.fromEntries(after));
    for (const name of remove) delete row[names[name] ?? ''];
    this.#rows.set(id, row);
    return { Attributes: row };
  }
}

interface Parts {
  readonly set: readonly (readonly [to: string, from: string, otherwise: string | undefined])[];
  readonly remove: readonly string[];
}

const known = new Map<string, Parts>();

/** `SET #a = :b, #c = if_not_exists(#d, :e) REMOVE #f, #g`: there are a handful of them, each parsed once. */
const partsOf = (expression: string): Parts => {
  const parsed = known.get(expression) ?? parse(expression);
  known.set(expression, parsed);
  return parsed;
};

const parse = (expression: string): Parts => {
  const [set = '', remove = ''] = expression.split(' REMOVE ');
  const assignments = set.matchAll(/(#\w+) = (?:if_not_exists\((#\w+), (:\w+)\)|([#:]\w+))/g);
  return {
    set: [...assignments].map(([, to = '', first, otherwise, plain]) => [
      to,
      first ?? plain ?? '',
      otherwise,
    ]),
    remove: remove.match(/#\w+/g) ?? [],
  };
};
