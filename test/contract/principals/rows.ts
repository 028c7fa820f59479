import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '../../../lambdas/core/principal.ts';
import type { Principals, Reading } from '../../../lambdas/flow/ports.ts';

/** One side of the contract: a port of principals, and a way to put into its table what a test needs there. */
export interface PrincipalsSide {
  readonly principals: Principals;
  put(row: Principal): Promise<void>;
  /** A row that stands in the app's queue and says nothing else. */
  putMalformed(row: { principalId: string; app: string; refreshAt: number }): Promise<void>;
  close(): Promise<void>;
}

export interface Difference {
  readonly set: Readonly<Record<string, unknown>>;
  readonly removed: readonly string[];
}

export const UNCHANGED: Difference = { set: {}, removed: [] };

/** Rows as the port shows them, before a write and after it. */
export class Rows {
  readonly principals: Principals;
  readonly #side: PrincipalsSide;
  #placed = 0;

  constructor(side: PrincipalsSide) {
    this.#side = side;
    this.principals = side.principals;
  }

  /** Under an id of its own, which it answers. */
  async place(row: Principal): Promise<string> {
    this.#placed += 1;
    const principalId = `placed-${this.#placed}`;
    await this.#side.put({ ...row, principalId });
    return principalId;
  }

  putMalformed(row: Parameters<PrincipalsSide['putMalformed']>[0]): Promise<void> {
    return this.#side.putMalformed(row);
  }

  /** The row as it stands; `undefined` where there is none. */
  async at(principalId: string): Promise<Principal | undefined> {
    return rowIn(await this.principals.get(principalId));
  }

  /** What a write answers when the table holds `row`, what it leaves, and what it did. */
  async after<T>(row: Principal, write: (principalId: string) => Promise<T>) {
    const principalId = await this.place(row);
    const before = await this.at(principalId);
    const answer = await write(principalId);
    const left = await this.at(principalId);
    return { answer, left, did: difference(before, left) };
  }

  close(): Promise<void> {
    return this.#side.close();
  }
}

/** Opened before the tests of a group run. */
export type OpenRows = () => Rows;

const rowIn = (reading: Reading): Principal | undefined => {
  if (reading.row === 'malformed') throw new Error(`the row breaks the contract: ${reading.problems}`);
  return reading.row === 'found' ? reading.principal : undefined;
};

const difference = (before: object = {}, after: object = {}): Difference => {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return {
    set: Object.fromEntries(Object.entries(now).filter(([name, value]) => !isEqual(value, old[name]))),
    removed: Object.keys(old)
      .filter((name) => !(name in now))
      .sort(),
  };
};

/** A field that is `undefined` is absent. */
const fieldsOf = (row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

const isEqual = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : isDeepStrictEqual(a, b);
