import { DEFAULT_SECRET_PREFIX, tokenSecretName } from '../../lambdas/contract.ts';
import { generationOf, SUPERSEDED } from '../../lambdas/core/secret.ts';
import { DAY, SECOND } from '../../lambdas/core/time.ts';
import type { Publication, Vault } from '../../lambdas/flow/ports.ts';
import { ServiceError } from '../service.ts';

const VERSIONS = 100;
const WRITES_A_SECOND = 50;
const MISSING = 'ResourceNotFoundException';
const EXISTS = 'ResourceExistsException';
/** These speak of one secret; anything else concerns them all. */
const OWN_FAULTS = [MISSING, EXISTS, 'LimitExceededException'];
/** Put, create, put again: a secret that goes on changing is left to a later run. */
const MOST_STEPS = 3;

interface Version {
  readonly id: string;
  readonly text: string;
  readonly at: number;
}

interface Secret {
  /** By id, oldest first. */
  readonly versions: Map<string, Version>;
  current: Version;
  previous: Version | undefined;
}

/** Secrets Manager in memory, as far as the vault uses it, with its two limits. */
export class Secrets {
  readonly #now: () => number;
  readonly #secrets = new Map<string, Secret>();
  #second = 0;
  #writes = 0;
  /** Hears which text consumers get from now on. */
  onCurrent: (name: string, text: string, before: string | undefined) => void = () => {};
  /** A Put that was sent long ago is landing. */
  landsLate = false;
  onLimit: (name: string, what: 'versions' | 'rate') => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  has(name: string): boolean {
    return this.#secrets.has(name);
  }

  current(name: string): string | undefined {
    return this.#secrets.get(name)?.current.text;
  }

  previous(name: string): string | undefined {
    return this.#secrets.get(name)?.previous?.text;
  }

  /** The version that consumers read. */
  currentVersion(name: string): string | undefined {
    return this.#secrets.get(name)?.current.id;
  }

  names(): IterableIterator<string> {
    return this.#secrets.keys();
  }

  /** Whether consumers have ever been shown this version. */
  holds(name: string, version: string): boolean {
    return this.#secrets.get(name)?.versions.has(version) ?? false;
  }

  destroy(name: string): void {
    this.#secrets.delete(name);
  }

  versions(name: string): number {
    return this.#secrets.get(name)?.versions.size ?? 0;
  }

  /** One that was made by the same call before is left. @throws {ServiceError} */
  create(name: string, id: string, text: string): void {
    this.#countWrite(name);
    const secret = this.#secrets.get(name);
    if (secret?.current.id === id) return;
    if (secret) throw new ServiceError(EXISTS);
    const version = { id, text, at: this.#now() };
    this.#secrets.set(name, { versions: new Map([[id, version]]), current: version, previous: undefined });
    this.onCurrent(name, text, undefined);
  }

  /** Puts a version into the secret; one that is there takes the label. @throws {ServiceError} */
  put(name: string, id: string, text: string): void {
    this.#countWrite(name);
    const secret = this.#secrets.get(name);
    if (!secret) throw new ServiceError(MISSING);
    if (secret.current.id === id) return;
    const known = secret.versions.get(id);
    const version = known ?? { id, text, at: this.#now() };
    if (!known) this.#add(name, secret.versions, version);
    secret.previous = secret.current;
    secret.current = version;
    this.onCurrent(name, text, secret.previous.text);
  }

  /**
   * One that was sent long ago takes the label from whatever stands there. AWS would pass it over where its version is
   * known; here it does not, so that whoever mends it has something to do.
   */
  landLate(name: string, id: string, text: string): void {
    this.landsLate = true;
    // Where it finds no secret, no room or too many writes, it never lands.
    failureOf(() => this.put(name, id, text));
    this.landsLate = false;
  }

  /** Versions without a label are purged only once they are a day old. */
  #add(name: string, versions: Map<string, Version>, version: Version): void {
    if (versions.size >= VERSIONS) {
      const [oldest] = versions.values();
      if (oldest && version.at - oldest.at < DAY) {
        this.onLimit(name, 'versions');
        throw new ServiceError('LimitExceededException');
      }
      versions.delete(oldest?.id ?? '');
    }
    versions.set(version.id, version);
  }

  #countWrite(name: string): void {
    const second = Math.floor(this.#now() / SECOND);
    this.#writes = second === this.#second ? this.#writes + 1 : 1;
    this.#second = second;
    if (this.#writes <= WRITES_A_SECOND) return;
    this.onLimit(name, 'rate');
    throw new ServiceError('ThrottlingException');
  }
}

/** How an effect on Secrets Manager gets there and its answer back. */
export type Call = <T>(effect: () => T) => Promise<T>;

/** The port of the vault over secrets in memory. `alsoLater` may have a write land once more. */
export const vaultOver = (
  secrets: Secrets,
  call: Call,
  alsoLater: (write: () => void) => void = () => {},
): Vault => ({
  nameFor: (provider, principalId) => tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId),

  async publish(principal, view, stillThere, again): Promise<Publication> {
    const { provider, principalId, secretName, publishedVersion } = principal;
    if (secretName !== tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId))
      return { publication: 'failed', fault: 'own', code: 'publish-foreign-name' };
    const givesWay = () => isNewer(secrets.currentVersion(secretName), view.version);
    if (again && (await call(givesWay))) return GAVE_WAY;
    let step: 'create' | 'put' = publishedVersion === undefined ? 'create' : 'put';
    try {
      for (let n = 0; n < MOST_STEPS; n += 1) {
        if (step === 'create' && !(await stillThere()))
          return { publication: 'failed', fault: 'own', code: 'publish-row-changed' };
        const taken = step;
        if (secrets.holds(secretName, view.version) && givesWay()) return GAVE_WAY;
        const failure = await call(() =>
          failureOf(() => secrets[taken](secretName, view.version, view.text.reveal())),
        );
        if (!failure) {
          alsoLater(() => secrets.landLate(secretName, view.version, view.text.reveal()));
          return { publication: 'done' };
        }
        if (failure.name !== (step === 'put' ? MISSING : EXISTS)) throw failure;
        step = step === 'put' ? 'create' : 'put';
      }
      return { publication: 'failed', fault: 'own', code: 'publish-unsteady' };
    } catch (error) {
      return failed(error);
    }
  },

  latestGeneration: (name) =>
    call(() => Math.max(generationIn(secrets.current(name)), generationIn(secrets.previous(name)))),
});

const GAVE_WAY: Publication = { publication: 'failed', fault: 'own', code: SUPERSEDED };

const isNewer = (standing: string | undefined, version: string): boolean =>
  standing !== undefined && generationOf(standing) > generationOf(version);

/** What goes wrong there is an answer like any other: it comes back when the call does. */
const failureOf = (effect: () => void): ServiceError | undefined => {
  try {
    effect();
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
};

const failed = (error: unknown): Publication => {
  const name = error instanceof ServiceError ? error.name : 'Unavailable';
  return {
    publication: 'failed',
    fault: OWN_FAULTS.includes(name) ? 'own' : 'service',
    code: `publish-${name.replace(/Exception$/, '')}`,
  };
};

/** 0 where the text is none of ours. */
const generationIn = (text = ''): number => {
  try {
    const generation: unknown = JSON.parse(text)?.generation;
    return Number.isSafeInteger(generation) ? Number(generation) : 0;
  } catch {
    return 0;
  }
};
