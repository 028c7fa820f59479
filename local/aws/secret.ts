import type { Labels } from './versions.ts';

/** What a version holds: text or bytes, never both. */
export type SecretValue = { readonly text: string } | { readonly bytes: Buffer };

export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  /** Rises with every version of the secret: the order of lists. */
  readonly sequence: number;
  readonly value: SecretValue;
  /** Absent: the account's own key aws/secretsmanager. */
  readonly kmsKeyId: string | undefined;
  accessedAt?: number;
}

/** Times are epoch milliseconds. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** Rises with every secret made: the order of lists. */
  readonly sequence: number;
  readonly tags: Map<string, string>;
  readonly versions: Map<string, SecretVersion>;
  labels: Labels;
  versionsMade: number;
  changedAt: number;
  description?: string | undefined;
  kmsKeyId?: string | undefined;
  accessedAt?: number;
  /** When it will be gone for good; set while it is marked for deletion. */
  deletedAt?: number | undefined;
}
