import { type Item, readRow } from '../../../lambdas/adapters/rows.ts';
import { affordedFrom, paceOf } from '../../../lambdas/core/budget.ts';
import { confidential } from '../../../lambdas/core/confidential.ts';
import { driftOfRow, driftOfSecret } from '../../../lambdas/core/drift.ts';
import { whatToDo } from '../../../lambdas/core/due.ts';
import type { ActivePrincipal, Principal } from '../../../lambdas/core/principal.ts';
import { onRejection } from '../../../lambdas/core/rejection.ts';
import { backOff } from '../../../lambdas/core/schedule.ts';
import { secretView } from '../../../lambdas/core/secret.ts';
import { AS_DEPLOYED } from '../../../lambdas/core/tempo.ts';
import { recoveryIsUntold, stepTowardsEnd } from '../../../lambdas/core/untold.ts';
import { active, halted, mine, NOW, paused, storedRow } from '../../support/principals.ts';
import { ofPrinted, ofPrototypes, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CANARY } from '../wild/canaries.ts';
import { documents, NOT_JSON, parsedFrom, shown } from '../wild/documents.ts';
import { NAMES_OF_OBJECTS, VALUES } from '../wild/vocabulary.ts';

const all = {
  presented: CANARY.refreshToken,
  presentedBefore: 'none',
  lease: mine,
  lastError: { code: 'http-503', action: 'none', at: NOW },
  announced: { what: 'failing', generation: 7 },
  endNoted: { at: NOW / 1_000, generation: 7, told: false },
  refreshTokenExpiresAt: NOW,
  subject: 'user-1',
  scope: 'read write',
  labels: { site: 'north', room: '4' },
} as const;

const BYTES = 'B';

/** Bytes as text, and back: what is written between is JSON. */
const asJson = (item: Item): unknown =>
  JSON.parse(
    JSON.stringify(item, (name, value: unknown) =>
      name === BYTES ? Buffer.from(Object.values(value as object)).toString('base64') : value,
    ),
  );
const withBytes = (name: string, value: unknown): unknown =>
  name === BYTES && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;

/** A value as DynamoDB writes it. */
const attributeOf = (value: unknown): object => {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  return {
    M: Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, attributeOf(one)])),
  };
};
const OBJECTS = VALUES.map(parsedFrom).filter((value) => typeof value === 'object' && value !== null);
const LABELS = NAMES_OF_OBJECTS.map((name) => ({ [name]: 4 }));
const attributes = [...OBJECTS, ...LABELS].map((value) => JSON.stringify(attributeOf(value)));
/** A label that is none, under a name that nobody may see. */
const odd = { labels: { [CANARY.key]: 4 } } as unknown as Partial<ActivePrincipal>;

const paper = documents(
  [active(), active(all), active(odd), paused(all), halted(all)].map(storedRow).map(asJson),
  attributes,
);

const FAR_FUTURE = 253_402_300_800_000;
const LONGEST_PROBLEM = 200;

const itemOf = (text: string): Item => {
  const value = parsedFrom(text);
  // The SDK gives an object, whatever is in it.
  if (value === NOT_JSON || typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return revived(value, 0) as Item;
};

/** DynamoDB nests no deeper than 32. */
const revived = (value: object, depth: number): unknown =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      typeof one === 'object' && one !== null && !Array.isArray(one) && depth < 32
        ? revived(one, depth + 1)
        : withBytes(name, one),
    ]),
  );

/** Every decision that is made of a row alone: none may throw, and none may name a time that there is not. */
const ofDecisions = (row: Principal): string[] => {
  const { failures, expiresAt, publishedGeneration, publishBudget } = row;
  const pace = paceOf(row, AS_DEPLOYED);
  const rejected = onRejection(
    { principal: row, rejected: new Set([publishedGeneration]), now: NOW },
    AS_DEPLOYED,
  );
  const sealed = { principalId: '', provider: '', app: '', grant: { kind: 'none' as const } };
  whatToDo({ principal: row, sealed, afterLostAnswer: 'hold', now: NOW });
  driftOfRow(row, NOW, AS_DEPLOYED);
  driftOfSecret(row, undefined, NOW);
  stepTowardsEnd(row, NOW);
  recoveryIsUntold(row, NOW);
  const { version } = secretView(row, { token: confidential('t'), tokenType: 'Bearer' });
  return [
    ...ofWholeNumber(
      'back off',
      Math.floor(backOff({ failures, expiresAt, now: NOW, fraction: 1 }, AS_DEPLOYED)),
      NOW,
      NOW + 3_600_000,
    ),
    ...(rejected.do === 'look' ? ofWholeNumber('a look', rejected.at, NOW, FAR_FUTURE) : []),
    ...ofWholeNumber('the next version', affordedFrom(publishBudget, pace, NOW), 0, 2 * FAR_FUTURE),
    ...(version.length > 64 ? ['the name of the version is too long'] : []),
  ];
};

/** Rows of the table: anybody who may write there can have written them. */
export const rows: Reader = reader<Item, ReturnType<typeof readRow>>({
  name: 'row',
  changes: paper.changes,
  make: (recipe) => itemOf(paper.write(recipe)),
  read: readRow,
  wordFor: (_, { row }) => row,
  complaints: (_, reading) => [
    ...ofPrototypes(),
    ...(reading.row === 'malformed'
      ? reading.problems.flatMap((problem) => ofPrinted('a problem', problem, LONGEST_PROBLEM))
      : []),
    ...(reading.row === 'found' ? ofDecisions(reading.principal) : []),
  ],
  text: shown,
});
