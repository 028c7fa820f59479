import { isDeepStrictEqual } from 'node:util';
import type { Confidential } from '../../lambdas/core/confidential.ts';
import { protocolOf } from '../../lambdas/core/protocols/index.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { AppChange, AppCredentials, Apps } from '../../lambdas/flow/ports.ts';
import type { Process } from '../process.ts';
import type { Service } from '../service.ts';

const CACHED_FOR = 5 * MINUTE;

interface Stored {
  readonly version: string;
  readonly secret: unknown;
  /** What each provider's protocol makes of it: each reads a version once. */
  readonly readings: Map<string, AppCredentials>;
}

/** The apps' secrets as operators keep them. */
export class AppSecrets {
  readonly #stored = new Map<string, Stored>();
  #versions = 0;

  put(app: string, provider: string, secret: unknown): void {
    if (!protocolOf(provider)) throw new Error(`no such provider: ${provider}`);
    this.#versions += 1;
    this.#stored.set(app, { version: `v${this.#versions}`, secret, readings: new Map() });
  }

  write(app: string, provider: string, text: Confidential): AppChange {
    const secret: unknown = JSON.parse(text.reveal());
    const known = this.#stored.get(app);
    if (known && isDeepStrictEqual(known.secret, secret)) return 'unchanged';
    this.put(app, provider, secret);
    return known ? 'updated' : 'created';
  }

  read(app: string, provider: string): AppCredentials {
    const stored = this.#stored.get(app);
    if (!stored) return unfit('', 'secret', 'is missing');
    const reading = stored.readings.get(provider) ?? judge(stored, provider);
    stored.readings.set(provider, reading);
    return reading;
  }
}

/** By the real protocol. */
const judge = ({ version, secret }: Stored, provider: string): AppCredentials => {
  const reading = protocolOf(provider)?.readApp(secret);
  if (!reading) return unfit(version, 'provider', 'is not one that this version knows');
  return reading.ok
    ? { ok: true, version, apps: reading.apps }
    : { ok: false, version, problems: reading.problems };
};

const unfit = (version: string, field: string, remedy: string): AppCredentials => ({
  ok: false,
  version,
  problems: [{ field, remedy }],
});

/** The port of app secrets, cached as the adapter does it. */
export const appsOver = (
  secrets: AppSecrets,
  service: Service,
  process: Pick<Process, 'now' | 'call'>,
): Apps => {
  const cache = new Map<string, { readonly until: number; readonly credentials: Promise<AppCredentials> }>();
  return {
    read(app, provider, fresh) {
      const now = process.now();
      const key = `${app}\n${provider}`;
      const known = cache.get(key);
      if (known && known.until > now && !fresh) return known.credentials;
      const credentials = process.call(service, () => secrets.read(app, provider));
      cache.set(key, { until: now + CACHED_FOR, credentials });
      credentials.catch(() => {
        if (cache.get(key)?.credentials !== credentials) return;
        if (known) cache.set(key, known);
        else cache.delete(key);
      });
      return credentials;
    },

    async write(app, provider, secret) {
      const change = await process.call(service, () => secrets.write(app, provider, secret));
      for (const key of cache.keys()) if (key.startsWith(`${app}\n`)) cache.delete(key);
      return change;
    },
  };
};
