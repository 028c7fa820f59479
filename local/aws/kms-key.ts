/** Times are epoch milliseconds. */
export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly createdAt: number;
  /** 256 bits, never shown. It stays the same when rotation is on: here rotation is only a setting. */
  readonly material: Buffer;
  readonly tags: ReadonlyMap<string, string>;
  enabled: boolean;
  rotation: boolean;
}
