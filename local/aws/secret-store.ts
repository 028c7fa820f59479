import { randomInt } from 'node:crypto';
import { PendingWrites } from './pending-writes.ts';
import type { Secret, SecretVersion } from './secret.ts';
import { markedForDeletion, nameScheduledForDeletion, nameTaken, secretNotFound } from './secret-errors.ts';
import type { SecretRecords } from './secret-records.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const suffix = (): string =>
  Array.from({ length: 6 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

/** The name in an ARN without its suffix. A name that itself ends like a suffix cannot be told apart: AWS finds none. */
const LOOKS_SUFFIXED = /-[A-Za-z0-9]{6}$/;

/** All secrets of one account and Region, by name. A change of a secret is kept once it is given to {@link save}. */
export class SecretStore {
  readonly #arnPrefix: string;
  readonly #clock: () => number;
  readonly #records: SecretRecords;
  readonly #writes = new PendingWrites();
  readonly #byName = new Map<string, Secret>();
  #sequence = 0;

  constructor(region: string, account: string, clock: () => number, records: SecretRecords) {
    this.#arnPrefix = `arn:aws:secretsmanager:${region}:${account}:secret:`;
    this.#clock = clock;
    this.#records = records;
    for (const secret of records.readAll()) {
      this.#byName.set(secret.name, secret);
      this.#sequence = secret.sequence;
    }
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
    this.save(secret);
    return secret;
  }

  save(secret: Secret): void {
    this.#writes.add(this.#records.putSecret(secret));
  }

  saveVersion(secret: Secret, version: SecretVersion): void {
    secret.versions.set(version.id, version);
    this.#writes.add(this.#records.putVersion(secret, version));
  }

  removeVersion(secret: Secret, versionId: string): void {
    secret.versions.delete(versionId);
    this.#writes.add(this.#records.deleteVersion(secret, versionId));
  }

  /** Settles when every change so far is written. */
  written(): Promise<void> {
    return this.#writes.done();
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
    this.#writes.add(this.#records.deleteSecret(secret));
  }

  /** Forgets what is past its recovery window, though nobody looks at it. */
  sweep(): void {
    this.list();
  }

  /** Oldest first. */
  list(): Secret[] {
    return [...this.#byName.keys()].flatMap((name) => this.#living(name) ?? []);
  }

  /** A secret whose recovery window is over is gone at the first look. */
  #living(name: string): Secret | undefined {
    const secret = this.#byName.get(name);
    if (secret?.deletedAt === undefined || this.#clock() < secret.deletedAt) return secret;
    this.remove(secret);
    return undefined;
  }
}
