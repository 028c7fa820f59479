import { createHash } from 'node:crypto';
import { DATA } from './page-view.ts';

/** What there is to show, at the moment of asking; undefined while there is nothing yet. */
export interface PageData {
  readonly fleet: () => object | undefined;
  readonly cloudWatch: () => object | undefined;
}

/** JSON with its digest, by which a page says what it has already. */
export interface Datum {
  readonly body: Buffer;
  readonly tag: string;
}

/** So long one answer serves everybody who asks, in ms. Of graphs nothing is new within a minute of the fleet, here 5 s. */
const FRESH_FOR = { fleet: 900, cloudWatch: 2_900 } as const;

interface Told {
  readonly source: () => object | undefined;
  readonly freshFor: number;
}

const read = (source: () => object | undefined): Datum => {
  const body = Buffer.from(JSON.stringify(source() ?? null));
  return { body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
};

/** However many look and however often: what is shown is worked out so often at most, and kept once. */
export class FreshData {
  readonly #told: ReadonlyMap<string, Told>;
  readonly #clock: () => number;
  readonly #read = new Map<string, Datum & { readonly at: number }>();

  constructor(data: PageData, clock: () => number = () => performance.now()) {
    this.#told = new Map([
      [DATA.fleet, { source: data.fleet, freshFor: FRESH_FOR.fleet }],
      [DATA.cloudWatch, { source: data.cloudWatch, freshFor: FRESH_FOR.cloudWatch }],
    ]);
    this.#clock = clock;
  }

  /** @returns undefined for a path at which there is no data. @throws whatever keeps the source from telling */
  at(path: string): Datum | undefined {
    const told = this.#told.get(path);
    if (!told) return undefined;
    const at = this.#clock();
    const before = this.#read.get(path);
    if (before && at - before.at < told.freshFor) return before;
    const now = { ...read(told.source), at };
    this.#read.set(path, now);
    return now;
  }
}
