import type { Secret, SecretValue } from './secret.ts';
import { encryptionFailure, tokenInUse, tooManyVersions } from './secret-errors.ts';
import type { SecretStore } from './secret-store.ts';
import { AWSCURRENT, type Labels, labelNewVersion, makeRoom } from './versions.ts';

/** AWSCURRENT of a secret moved: what the event `Secret Label Updated` tells. `at` in epoch milliseconds. */
export interface SecretChange {
  readonly name: string;
  readonly versionId: string;
  readonly at: number;
}

/** What the operations of Secrets Manager work with. */
export interface SecretsContext {
  readonly secrets: SecretStore;
  readonly clock: () => number;
  /** Versions younger than this are never purged; 24 h at AWS. */
  readonly versionWindowMs: number;
  /** Whether a KMS key exists and is enabled; `undefined` is the account's own key, which always is. */
  readonly keyIsUsable: (keyId: string | undefined) => boolean;
  readonly onSecretChange: (change: SecretChange) => void;
}

const sameValue = (a: SecretValue, b: SecretValue): boolean =>
  'text' in a ? 'text' in b && a.text === b.text : 'bytes' in b && a.bytes.equals(b.bytes);

/** Puts new labels in force and tells of AWSCURRENT, should it have moved. */
export const relabel = (context: SecretsContext, secret: Secret, labels: Labels): void => {
  const before = secret.labels.get(AWSCURRENT);
  const versionId = labels.get(AWSCURRENT);
  const at = context.clock();
  secret.labels = labels;
  secret.changedAt = at;
  context.secrets.save(secret);
  if (versionId === undefined || versionId === before) return;
  const change = { name: secret.name, versionId, at };
  // Once no crash can take it back, and apart from this request: a fault in the listener is none of the service.
  context.secrets.written().then(
    () => queueMicrotask(() => context.onSecretChange(change)),
    () => {},
  );
};

/**
 * Adds a version, or does nothing where the same token brought the same value before: the labels stay as they are,
 * even if that version has lost AWSCURRENT since.
 * @throws ResourceExistsException for the same token with another value; LimitExceededException; EncryptionFailure
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export const addVersion = (
  context: SecretsContext,
  secret: Secret,
  token: string,
  value: SecretValue,
  stages: readonly string[],
): void => {
  const known = secret.versions.get(token);
  if (known) {
    if (sameValue(known.value, value)) return;
    throw tokenInUse(token, secret.arn);
  }
  const { kmsKeyId } = secret;
  if (!context.keyIsUsable(kmsKeyId)) throw encryptionFailure();
  const now = context.clock();
  const purged = makeRoom([...secret.versions.values()], secret.labels, now, context.versionWindowMs);
  if (!purged) throw tooManyVersions();
  for (const id of purged) context.secrets.removeVersion(secret, id);
  secret.versionsMade += 1;
  const version = { id: token, createdAt: now, sequence: secret.versionsMade, value, kmsKeyId };
  context.secrets.saveVersion(secret, version);
  relabel(context, secret, labelNewVersion(secret.labels, token, stages));
};
