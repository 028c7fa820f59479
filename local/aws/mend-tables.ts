import { getIndexActions, type IndexRow, type StoredTable } from 'dynalite/db/index.js';
import { Level } from 'level';

type Item = Readonly<Record<string, unknown>>;
type Store = Level<string, unknown>;

/**
 * Sets right what a crash may have left in dynalite's store, before dynalite opens it.
 *
 * dynalite writes one item in several steps: it takes the item out of its indexes, puts it in again, writes the item. A
 * process killed in between leaves an item that no index leads to, or an index entry for ever. A new table is written
 * first as one that is being created, which it then stays.
 */
export const mendTables = async (location: string): Promise<void> => {
  const store: Store = new Level(location, { valueEncoding: 'json' });
  await store.open();
  try {
    for (const [key, value] of await read(store, 'table~')) {
      const table = value as StoredTable;
      if (table.TableStatus === 'CREATING' || table.TableStatus === 'UPDATING')
        await activate(store, key, table);
      await mendIndexes(store, table);
    }
  } finally {
    await store.close();
  }
};

/** Without the prefix, as dynalite's `~` ends every one. */
const read = (store: Store, prefix: string): Promise<[string, unknown][]> =>
  store.iterator({ gte: prefix, lt: `${prefix}\u{10ffff}` }).all();

const activate = (store: Store, key: string, table: StoredTable): Promise<void> =>
  store.put(key, {
    ...table,
    TableStatus: 'ACTIVE',
    ...(table.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        IndexStatus: 'ACTIVE',
      })),
    }),
  });

/** Makes each index what the items say. */
const mendIndexes = async (store: Store, table: StoredTable): Promise<void> => {
  const items = await read(store, `item-${table.TableName}~`);
  for (const kind of ['Global', 'Local'] as const) {
    for (const index of table[`${kind}SecondaryIndexes`] ?? []) {
      const prefix = `index-${kind.toLowerCase()}~${table.TableName}~${index.IndexName}~`;
      const rows = items.flatMap(([, item]) => getIndexActions([index], undefined, item as Item, table).puts);
      await replace(store, prefix, rows);
    }
  }
};

const replace = async (store: Store, prefix: string, rows: readonly IndexRow[]): Promise<void> => {
  const wanted = new Map(rows.map(({ key, item }) => [`${prefix}${key}`, item]));
  const stale = (await read(store, prefix)).filter(([key]) => !wanted.has(key));
  await store.batch([
    ...stale.map(([key]) => ({ type: 'del' as const, key })),
    ...[...wanted].map(([key, value]) => ({ type: 'put' as const, key, value })),
  ]);
};
