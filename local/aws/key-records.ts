import type { DataFolder, Shelf } from '../data-folder.ts';
import type { KmsKey } from './kms-key.ts';

/** A key as it is kept, under its id. The material is in base64, in clear: whoever reads the folder has the key. */
type KeyRecord = Omit<KmsKey, 'id' | 'material' | 'tags'> & {
  readonly material: string;
  readonly tags: readonly (readonly [string, string])[];
};

/** Where keys and aliases are kept, a record for each. */
export interface KeyRecords {
  /** Oldest first. */
  readKeys(): KmsKey[];
  /** Alias (with its prefix) to key id. */
  readonly aliases: Shelf<string>;
  putKey(key: KmsKey): Promise<void>;
}

export const openKeyRecords = async (data: DataFolder): Promise<KeyRecords> => {
  const keys = await data.shelf<KeyRecord>('kms-keys');
  return {
    aliases: await data.shelf('kms-aliases'),
    readKeys: () =>
      [...keys.entries]
        .map(([id, { material, tags, ...key }]) => ({
          ...key,
          id,
          material: Buffer.from(material, 'base64'),
          tags: new Map(tags),
        }))
        .toSorted((a, b) => a.createdAt - b.createdAt),
    putKey: ({ id, material, tags, ...key }) =>
      keys.put(id, { ...key, material: material.toString('base64'), tags: [...tags] }),
  };
};
