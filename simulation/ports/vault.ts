import { DEFAULT_SECRET_PREFIX, tokenSecretName } from '../../lambdas/contract.ts';
import { DAY, SECOND } from '../../lambdas/core/time.ts';
import type { Publication, Vault } from '../../lambdas/flow/ports.ts';
import { ServiceError } from '../service.ts';

const VERSIONS = 100;
const WRITES_A_SECOND = 50;

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

  /** Whether consumers have ever been shown this version. */
  holds(name: string, version: string): boolean {
    return this.#secrets.get(name)?.versions.has(version) ?? false;
  }

  destroy(name: string): void {
    this.#secrets.delete(name);
  }

  /** Creates the secret, or puts a version into it; one that is there takes the label. @throws {ServiceError} */
  put(name: string, id: string, text: string): void {
    this.#countWrite(name);
    const now = this.#now();
    const secret = this.#secrets.get(name);
    if (secret?.current.id === id) return;
    const known = secret?.versions.get(id);
    const version = known ?? { id, text, at: now };
    if (!secret) {
      this.#secrets.set(name, { versions: new Map([[id, version]]), current: version, previous: undefined });
    } else {
      if (!known) this.#add(name, secret.versions, version);
      secret.previous = secret.current;
      secret.current = version;
    }
    this.onCurrent(name, text, secret?.previous?.text);
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

/** The port of the vault over secrets in memory. */
export const vaultOver = (secrets: Secrets, call: Call): Vault => ({
  nameFor: (provider, principalId) => tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId),

  async publish(principal, view, stillThere): Promise<Publication> {
    const { provider, principalId, secretName, publishedVersion } = principal;
    if (secretName !== tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId))
      return { publication: 'failed', fault: 'own', code: 'publish-foreign-name' };
    try {
      const isThere = publishedVersion !== undefined && secrets.has(secretName);
      if (!isThere && !(await stillThere()))
        return { publication: 'failed', fault: 'own', code: 'publish-row-changed' };
      // What goes wrong there is an answer like any other: it comes back when the call does.
      const failure = await call(() => {
        try {
          secrets.put(secretName, view.version, view.text.reveal());
          return undefined;
        } catch (error) {
          if (error instanceof ServiceError) return error;
          throw error;
        }
      });
      if (failure) throw failure;
      return { publication: 'done' };
    } catch (error) {
      return failed(error);
    }
  },

  latestGeneration: (name) =>
    call(() => Math.max(generationIn(secrets.current(name)), generationIn(secrets.previous(name)))),
});

const failed = (error: unknown): Publication => {
  const name = error instanceof ServiceError ? error.name : 'Unavailable';
  return {
    publication: 'failed',
    fault: name === 'LimitExceededException' ? 'own' : 'service',
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
