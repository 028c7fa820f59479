import type { DataFolder, Shelf } from '../data-folder.ts';
import type { Secret, SecretVersion } from './secret.ts';

/** A secret as it is kept, under its name, without its versions. Times are epoch milliseconds. */
type SecretRecord = Omit<Secret, 'name' | 'tags' | 'labels' | 'versions'> & {
  readonly tags: readonly (readonly [string, string])[];
  readonly labels: readonly (readonly [string, string])[];
};

/** A version as it is kept. Bytes are in base64. */
type VersionRecord = Omit<SecretVersion, 'id' | 'value'> &
  ({ readonly text: string } | { readonly bytes: string });

/** No name of a secret has this character. */
const SEPARATOR = '#';

const versionKey = (secret: Secret, versionId: string): string => `${secret.name}${SEPARATOR}${versionId}`;

/** Where secrets are kept: a record for each, and one for each version. */
export interface SecretRecords {
  /** Oldest secret first. */
  readAll(): Secret[];
  putSecret(secret: Secret): Promise<void>;
  putVersion(secret: Secret, version: SecretVersion): Promise<void>;
  deleteVersion(secret: Secret, versionId: string): Promise<void>;
  /** With its versions. */
  deleteSecret(secret: Secret): Promise<void>;
}

export const openSecretRecords = async (data: DataFolder): Promise<SecretRecords> => {
  const secrets = await data.shelf<SecretRecord>('secrets');
  const versions = await data.shelf<VersionRecord>('secret-versions');
  const deleteVersion = (secret: Secret, versionId: string): Promise<void> =>
    versions.delete(versionKey(secret, versionId));
  return {
    readAll: () => readAll(secrets, versions),
    putSecret: ({ name, versions: _, ...secret }) =>
      secrets.put(name, { ...secret, tags: [...secret.tags], labels: [...secret.labels] }),
    putVersion: (secret, { id, value, ...version }) =>
      versions.put(versionKey(secret, id), {
        ...version,
        ...('text' in value ? value : { bytes: value.bytes.toString('base64') }),
      }),
    deleteVersion,
    async deleteSecret(secret) {
      const ids = [...secret.versions.keys()];
      await Promise.all([secrets.delete(secret.name), ...ids.map((id) => deleteVersion(secret, id))]);
    },
  };
};

const readAll = (secrets: Shelf<SecretRecord>, versions: Shelf<VersionRecord>): Secret[] => {
  const byName = new Map<string, Secret>();
  const records = [...secrets.entries].toSorted(([, a], [, b]) => a.sequence - b.sequence);
  for (const [name, { tags, labels, ...record }] of records) {
    const maps = { tags: new Map(tags), labels: new Map(labels), versions: new Map() };
    byName.set(name, { ...record, name, ...maps });
  }
  for (const [key, record] of [...versions.entries].toSorted(([, a], [, b]) => a.sequence - b.sequence)) {
    const [name = '', id = ''] = key.split(SEPARATOR);
    byName.get(name)?.versions.set(id, versionOf(id, record));
  }
  return [...byName.values()];
};

const versionOf = (id: string, record: VersionRecord): SecretVersion => {
  if ('text' in record) {
    const { text, ...version } = record;
    return { ...version, id, value: { text } };
  }
  const { bytes, ...version } = record;
  return { ...version, id, value: { bytes: Buffer.from(bytes, 'base64') } };
};
