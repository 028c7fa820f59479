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
