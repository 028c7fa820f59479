/** dynalite 4 ships no types; only what is used here. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store; absent: in memory. */
    path?: string;
    /** Milliseconds that a table stays CREATING, DELETING, UPDATING. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}

/** What its store looks like inside. */
declare module 'dynalite/db/index.js' {
  interface StoredIndex {
    readonly IndexName: string;
  }

  export interface StoredTable {
    readonly TableName: string;
    readonly TableStatus: string;
    readonly GlobalSecondaryIndexes?: readonly StoredIndex[];
    readonly LocalSecondaryIndexes?: readonly StoredIndex[];
  }

  export interface IndexRow {
    readonly key: string;
    readonly item: unknown;
  }

  /** What to put into and to delete from the indexes when `existing` becomes `item`. */
  export function getIndexActions(
    indexes: readonly StoredIndex[],
    existing: object | undefined,
    item: object,
    table: StoredTable,
  ): { readonly puts: readonly IndexRow[] };
}
