/**
 * The staging-label rules of Secrets Manager, as values in and values out.
 *
 * A label sits on one version at most, so the labels of a secret are a map from label to version id.
 * A version without any label is *deprecated*: still readable by its id until it is purged.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
export type Labels = ReadonlyMap<string, string>;

export const AWSCURRENT = 'AWSCURRENT';
export const AWSPREVIOUS = 'AWSPREVIOUS';
const AWSPENDING = 'AWSPENDING';

export const VERSION_LIMIT = 100;

/** AWS lists labels in alphabetical order. */
export const stagesOf = (labels: Labels, versionId: string): string[] =>
  [...labels]
    .filter(([, holder]) => holder === versionId)
    .map(([label]) => label)
    .sort();

/** Every labelled version with its labels: what DescribeSecret and ListSecrets show. */
export const labelledVersions = (labels: Labels): Record<string, string[]> =>
  Object.fromEntries([...new Set(labels.values())].map((id) => [id, stagesOf(labels, id)]));

/** Whoever loses AWSCURRENT gets AWSPREVIOUS, and its former holder loses that. */
export const moveLabel = (labels: Labels, label: string, to: string): Labels => {
  const next = new Map(labels);
  const holder = labels.get(label);
  if (label === AWSCURRENT && holder !== undefined && holder !== to) next.set(AWSPREVIOUS, holder);
  return next.set(label, to);
};

export const removeLabel = (labels: Labels, label: string): Labels => {
  const next = new Map(labels);
  next.delete(label);
  return next;
};

/**
 * Labels after a new version came in with `stages`. The first version of all takes AWSCURRENT unasked.
 * A new current version ends a rotation under way: AWSPENDING goes (CloudTrail calls it RotationAbandoned).
 */
export const labelNewVersion = (labels: Labels, versionId: string, stages: readonly string[]): Labels => {
  const wanted = new Set(stages);
  if (!labels.has(AWSCURRENT)) wanted.add(AWSCURRENT);
  const start = wanted.has(AWSCURRENT) ? removeLabel(labels, AWSPENDING) : labels;
  return [...wanted].reduce((moved, label) => moveLabel(moved, label, versionId), start);
};

export interface DatedVersion {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * The versions to purge when one more comes, oldest first; `undefined` when it does not fit even then.
 * Labelled versions and those younger than the window (24 h at AWS) are never purged. All others are, so that a run of
 * months stays small; AWS, too, may delete what has no label at any time, but seems to wait for the limit.
 */
export const makeRoom = (
  versions: readonly DatedVersion[],
  labels: Labels,
  now: number,
  windowMs: number,
): readonly string[] | undefined => {
  const labelled = new Set(labels.values());
  const purgeable = versions
    .filter(({ id, createdAt }) => !labelled.has(id) && now - createdAt >= windowMs)
    .sort((a, b) => a.createdAt - b.createdAt)
    .map(({ id }) => id);
  const room = VERSION_LIMIT - (versions.length - purgeable.length);
  return room < 1 ? undefined : purgeable;
};
