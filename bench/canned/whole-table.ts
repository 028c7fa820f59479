import { tokenSecretName } from '../../lambdas/contract.ts';
import { onWire, type WireItem } from './due-rows.ts';
import { appOf, type Item, NAMES, numberOf, principalIdOf } from './fleet.ts';

export interface ScanInput {
  readonly Segment: number;
  readonly TotalSegments: number;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: { readonly principalId: { readonly S: string } };
}

interface Key {
  readonly principalId: { readonly S: string };
}

export interface BatchInput {
  readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly Key[] }>>;
}

export interface ListInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** About what fits into the 1 MB of a page. */
const MOST_ROWS = 700;

/** A table of any size, and its secrets, made up as they are read: all alike but for their names, and sound. */
export class WholeTable {
  readonly #size: number;
  readonly #alike: WireItem;

  constructor(size: number, alike: Item) {
    this.#size = size;
    this.#alike = onWire(alike);
  }

  scan({ Segment, TotalSegments, Limit = MOST_ROWS, ExclusiveStartKey }: ScanInput): object {
    const after = ExclusiveStartKey && numberOf(ExclusiveStartKey.principalId.S);
    const from = after === undefined ? Segment : after + TotalSegments;
    const numbers: number[] = [];
    for (let n = from; n < this.#size && numbers.length < Math.min(Limit, MOST_ROWS); n += TotalSegments)
      numbers.push(n);
    const last = numbers.at(-1);
    const isEnd = last === undefined || last + TotalSegments >= this.#size;
    return {
      Items: numbers.map((n) => this.#row(n)),
      ...(isEnd ? {} : { LastEvaluatedKey: { principalId: { S: principalIdOf(last) } } }),
    };
  }

  batchGet({ RequestItems }: BatchInput): object {
    const keys = RequestItems[NAMES.principalsTable]?.Keys ?? [];
    const rows = keys.map(({ principalId }) => this.#row(numberOf(principalId.S)));
    return { Responses: { [NAMES.principalsTable]: rows }, UnprocessedKeys: {} };
  }

  listSecrets({ NextToken = '0', MaxResults = 100 }: ListInput): object {
    const from = Number(NextToken);
    const to = Math.min(this.#size, from + MaxResults);
    const version = String(this.#alike.publishedVersion?.S);
    const SecretList = Array.from({ length: to - from }, (_, i) => ({
      Name: secretNameOf(from + i),
      SecretVersionsToStages: { [version]: ['AWSCURRENT'] },
    }));
    return { SecretList, ...(to < this.#size ? { NextToken: String(to) } : {}) };
  }

  #row(n: number): WireItem {
    const { app, provider } = appOf(n);
    return {
      ...this.#alike,
      principalId: { S: principalIdOf(n) },
      app: { S: app },
      dueQueue: { S: app },
      provider: { S: provider },
      secretName: { S: secretNameOf(n) },
    };
  }
}

const secretNameOf = (n: number): string =>
  tokenSecretName(NAMES.secretPrefix, appOf(n).provider, principalIdOf(n));
