import { FAR_FUTURE_SECONDS } from '../core/time.ts';

/**
 * The contract of a row as a condition, for the claim: a row that breaks it is read back, named and left as it is.
 * Says what `rows.ts` says, as far as DynamoDB has words for it: it cannot ask for whole numbers or look into `labels`.
 */
type Rule = (path: string) => string;

const anyText: Rule = (path) => `attribute_type(${path}, :string)`;
const text: Rule = (path) => `(attribute_type(${path}, :string) AND size(${path}) > :zero)`;
const bytes: Rule = (path) => `(attribute_type(${path}, :binary) AND size(${path}) > :zero)`;
const map: Rule = (path) => `attribute_type(${path}, :map)`;
const count: Rule = (path) => `${path} BETWEEN :zero AND :mostCounted`;
const time: Rule = (path) => `${path} BETWEEN :zero AND :farFuture`;
const announcement: Rule = (path) => `${path} IN (:failing, :reauthorize, :configuration)`;

const absentOr =
  (rule: Rule): Rule =>
  (path) =>
    `(attribute_not_exists(${path}) OR ${rule(path)})`;

const made =
  (fields: Readonly<Record<string, Rule>>): Rule =>
  (path) =>
    `(${Object.entries(fields)
      .map(([field, rule]) => rule(`${path}.#${field}`))
      .join(' AND ')})`;

const RULES: Readonly<Record<string, Rule>> = {
  sealed: bytes,
  grantDigest: text,
  presented: absentOr(text),
  presentedBefore: absentOr(text),
  generation: count,
  keptBy: text,
  publishedGeneration: count,
  publishedVersion: absentOr(text),
  publishBudget: made({ left: count, at: time }),
  lease: absentOr(made({ id: text, until: time })),
  failures: count,
  lastError: absentOr(made({ code: anyText, action: anyText, at: time })),
  announced: absentOr(made({ what: announcement, generation: count })),
  issuedAt: absentOr(time),
  expiresAt: absentOr(time),
  refreshTokenExpiresAt: absentOr(time),
  lastRefreshedAt: absentOr(time),
  secretName: text,
  subject: absentOr(anyText),
  scope: absentOr(anyText),
  labels: absentOr(map),
};

export const ROW_IS_SOUND = Object.entries(RULES)
  .map(([attribute, rule]) => rule(`#${attribute}`))
  .join(' AND ');

/** What {@link ROW_IS_SOUND} compares with. */
export const SOUND_VALUES = {
  string: 'S',
  binary: 'B',
  map: 'M',
  zero: 0,
  mostCounted: Number.MAX_SAFE_INTEGER,
  farFuture: FAR_FUTURE_SECONDS,
  failing: 'failing',
  reauthorize: 'reauthorize',
  configuration: 'configuration',
} as const;
