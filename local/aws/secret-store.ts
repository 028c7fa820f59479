import { randomInt } from 'node:crypto';
import { markedForDeletion, nameScheduledForDeletion, nameTaken, secretNotFound } from './secret-errors.ts';
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

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const suffix = (): string =>
  Array.from({ length: 6 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

/** The name in an ARN without its suffix. A name that itself ends like a suffix cannot be told apart: AWS finds none. */
const LOOKS_SUFFIXED = /-[A-Za-z0-9]{6}$/;

/** All secrets of one account and Region, by name. */
export class SecretStore {
  readonly #arnPrefix: string;
  readonly #clock: () => number;
  readonly #byName = new Map<string, Secret>();
  #sequence = 0;

  constructor(region: string, account: string, clock: () => number) {
    this.#arnPrefix = `arn:aws:secretsmanager:${region}:${account}:secret:`;
    this.#clock = clock;
  }

  newArn(name: string): string {
    return `${this.#arnPrefix}${name}-${suffix()}`;
  }

  /** @throws ResourceExistsException, or InvalidRequestException while the name's last secret waits for its end */
  create(name: string): Secret {
    const holder = this.#living(name);
    if (holder) throw holder.deletedAt === undefined ? nameTaken(name) : nameScheduledForDeletion();
    const now = this.#clock();
    this.#sequence += 1;
    const secret: Secret = {
      name,
      arn: this.newArn(name),
      createdAt: now,
      changedAt: now,
      sequence: this.#sequence,
      tags: new Map(),
      versions: new Map(),
      labels: new Map(),
      versionsMade: 0,
    };
    this.#byName.set(name, secret);
    return secret;
  }

  /** By name, complete ARN or ARN without its suffix. */
  lookUp(secretId: string): Secret | undefined {
    if (!secretId.startsWith('arn:')) return this.#living(secretId);
    if (!secretId.startsWith(this.#arnPrefix)) return undefined;
    const named = secretId.slice(this.#arnPrefix.length);
    const complete = this.#living(named.slice(0, -7));
    if (complete?.arn === secretId) return complete;
    return LOOKS_SUFFIXED.test(named) ? undefined : this.#living(named);
  }

  /** Also one that is marked for deletion. @throws ResourceNotFoundException */
  find(secretId: string): Secret {
    const secret = this.lookUp(secretId);
    if (!secret) throw secretNotFound();
    return secret;
  }

  /** @throws ResourceNotFoundException, InvalidRequestException when it is marked for deletion */
  findActive(secretId: string): Secret {
    const secret = this.find(secretId);
    if (secret.deletedAt !== undefined) throw markedForDeletion();
    return secret;
  }

  remove(secret: Secret): void {
    this.#byName.delete(secret.name);
  }

  /** Oldest first. */
  list(): Secret[] {
    return [...this.#byName.keys()].flatMap((name) => this.#living(name) ?? []);
  }

  /** A secret whose recovery window is over is gone at the first look. */
  #living(name: string): Secret | undefined {
    const secret = this.#byName.get(name);
    if (secret?.deletedAt === undefined || this.#clock() < secret.deletedAt) return secret;
    this.#byName.delete(name);
    return undefined;
  }
}
