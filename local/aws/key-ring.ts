import { randomBytes, randomUUID } from 'node:crypto';
import type { KeyRecords } from './key-records.ts';
import type { KmsKey } from './kms-key.ts';
import { PendingWrites } from './pending-writes.ts';
import { AwsError } from './wire.ts';

/** `rotation`: yearly rotation is switched on. */
export interface KeyOptions {
  /** With or without the prefix `alias/`. */
  readonly alias?: string;
  readonly description?: string;
  readonly rotation?: boolean;
  readonly tags?: ReadonlyMap<string, string>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ALIAS = /^alias\/[A-Za-z0-9/_-]{1,250}$/;

const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** The symmetric keys and aliases of one account and Region. A change of a key is kept once it is given to {@link save}. */
export class KeyRing {
  readonly #arnPrefix: string;
  readonly #region: string;
  readonly #clock: () => number;
  readonly #records: KeyRecords;
  readonly #writes = new PendingWrites();
  readonly #keys: Map<string, KmsKey>;

  constructor(region: string, account: string, clock: () => number, records: KeyRecords) {
    this.#arnPrefix = `arn:aws:kms:${region}:${account}:`;
    this.#region = region;
    this.#clock = clock;
    this.#records = records;
    this.#keys = new Map(records.readKeys().map((key) => [key.id, key]));
  }

  create({ alias, description = '', rotation = false, tags = new Map() }: KeyOptions = {}): KmsKey {
    const id = randomUUID();
    const key: KmsKey = {
      id,
      arn: `${this.#arnPrefix}key/${id}`,
      description,
      createdAt: this.#clock(),
      material: randomBytes(32),
      tags,
      enabled: true,
      rotation,
    };
    this.#keys.set(id, key);
    this.save(key);
    if (alias !== undefined) this.alias(alias.startsWith('alias/') ? alias : `alias/${alias}`, key);
    return key;
  }

  save(key: KmsKey): void {
    this.#writes.add(this.#records.putKey(key));
  }

  /** Settles when every change so far is written. */
  written(): Promise<void> {
    return this.#writes.done();
  }

  /** @throws ValidationException, AlreadyExistsException */
  alias(name: string, key: KmsKey): void {
    if (!name.startsWith('alias/')) {
      throw new AwsError('ValidationException', 'Alias must start with the prefix "alias/".');
    }
    if (!ALIAS.test(name)) {
      throw new AwsError('InvalidAliasNameException', 'Alias contains invalid characters.');
    }
    if (this.#records.aliases.entries.has(name)) {
      const arn = `${this.#arnPrefix}${name}`;
      throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
    }
    this.#writes.add(this.#records.aliases.put(name, key.id));
  }

  /** By id, ARN, alias or alias ARN. @throws NotFoundException */
  find(keyId: string): KmsKey {
    if (keyId.startsWith('arn:') && !keyId.startsWith(this.#arnPrefix)) {
      throw notFound(`Invalid arn ${keyId.split(':')[3] || this.#region}`);
    }
    const local = keyId.startsWith(this.#arnPrefix) ? keyId.slice(this.#arnPrefix.length) : keyId;
    if (local.startsWith('alias/')) {
      const key = this.#keys.get(this.#records.aliases.entries.get(local) ?? '');
      if (!key) throw notFound(`Alias ${this.#arnPrefix}${local} is not found.`);
      return key;
    }
    const id = local.replace(/^key\//, '');
    const key = this.#keys.get(id);
    if (key) return key;
    throw notFound(
      UUID.test(id) ? `Key '${this.#arnPrefix}key/${id}' does not exist` : `Invalid keyId '${id}'`,
    );
  }

  /** @throws NotFoundException, DisabledException */
  findEnabled(keyId: string): KmsKey {
    const key = this.find(keyId);
    if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    return key;
  }

  isUsable(keyId: string): boolean {
    try {
      return this.find(keyId).enabled;
    } catch {
      return false;
    }
  }

  /** Oldest first. */
  list(): KmsKey[] {
    return [...this.#keys.values()];
  }

  aliases(): { readonly name: string; readonly arn: string; readonly keyId: string }[] {
    return [...this.#records.aliases.entries].map(([name, keyId]) => ({
      name,
      arn: `${this.#arnPrefix}${name}`,
      keyId,
    }));
  }
}
