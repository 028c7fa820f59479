import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from './wire.ts';

/** Times are epoch milliseconds. */
export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly createdAt: number;
  /** 256 bits, never shown. It stays the same when rotation is on: here rotation is only a setting. */
  readonly material: Buffer;
  enabled: boolean;
  rotation: boolean;
}

/** `rotation`: yearly rotation is switched on. */
export interface KeyOptions {
  /** With or without the prefix `alias/`. */
  readonly alias?: string;
  readonly description?: string;
  readonly rotation?: boolean;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ALIAS = /^alias\/[A-Za-z0-9/_-]{1,250}$/;

const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** The symmetric keys and aliases of one account and Region. */
export class KeyRing {
  readonly #arnPrefix: string;
  readonly #region: string;
  readonly #clock: () => number;
  readonly #keys = new Map<string, KmsKey>();
  /** Alias (with its prefix) to key id. */
  readonly #aliases = new Map<string, string>();

  constructor(region: string, account: string, clock: () => number) {
    this.#arnPrefix = `arn:aws:kms:${region}:${account}:`;
    this.#region = region;
    this.#clock = clock;
  }

  create({ alias, description = '', rotation = false }: KeyOptions = {}): KmsKey {
    const id = randomUUID();
    const key: KmsKey = {
      id,
      arn: `${this.#arnPrefix}key/${id}`,
      description,
      createdAt: this.#clock(),
      material: randomBytes(32),
      enabled: true,
      rotation,
    };
    this.#keys.set(id, key);
    if (alias !== undefined) this.alias(alias.startsWith('alias/') ? alias : `alias/${alias}`, key);
    return key;
  }

  /** @throws ValidationException, AlreadyExistsException */
  alias(name: string, key: KmsKey): void {
    if (!name.startsWith('alias/')) {
      throw new AwsError('ValidationException', 'Alias must start with the prefix "alias/".');
    }
    if (!ALIAS.test(name)) {
      throw new AwsError('InvalidAliasNameException', 'Alias contains invalid characters.');
    }
    if (this.#aliases.has(name)) {
      const arn = `${this.#arnPrefix}${name}`;
      throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
    }
    this.#aliases.set(name, key.id);
  }

  /** By id, ARN, alias or alias ARN. @throws NotFoundException */
  find(keyId: string): KmsKey {
    if (keyId.startsWith('arn:') && !keyId.startsWith(this.#arnPrefix)) {
      throw notFound(`Invalid arn ${keyId.split(':')[3] || this.#region}`);
    }
    const local = keyId.startsWith(this.#arnPrefix) ? keyId.slice(this.#arnPrefix.length) : keyId;
    if (local.startsWith('alias/')) {
      const key = this.#keys.get(this.#aliases.get(local) ?? '');
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

  aliases(): { readonly name: string; readonly arn: string; readonly keyId: string }[] {
    return [...this.#aliases].map(([name, keyId]) => ({ name, arn: `${this.#arnPrefix}${name}`, keyId }));
  }
}
