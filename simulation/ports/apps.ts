import { protocolOf } from '../../lambdas/core/protocols/index.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { AppCredentials, Apps } from '../../lambdas/flow/ports.ts';
import type { Process } from '../process.ts';
import type { Service } from '../service.ts';

const CACHED_FOR = 5 * MINUTE;

/** The apps' secrets as operators keep them. Each is read by the real protocol, once a version. */
export class AppSecrets {
  readonly #credentials = new Map<string, AppCredentials>();
  #versions = 0;

  put(app: string, provider: string, secret: unknown): void {
    this.#versions += 1;
    const version = `v${this.#versions}`;
    const reading = protocolOf(provider)?.readApp(secret);
    if (!reading) throw new Error(`no such provider: ${provider}`);
    this.#credentials.set(
      app,
      reading.ok
        ? { ok: true, version, apps: reading.apps }
        : { ok: false, version, problems: reading.problems },
    );
  }

  read(app: string): AppCredentials {
    return (
      this.#credentials.get(app) ?? {
        ok: false,
        version: '',
        problems: [{ field: 'secret', remedy: 'is missing' }],
      }
    );
  }
}

/** The port of app secrets, cached as the adapter does it. */
export const appsOver = (secrets: AppSecrets, service: Service, process: Process): Apps => {
  const cache = new Map<string, { readonly until: number; readonly credentials: Promise<AppCredentials> }>();
  return {
    read(app, _provider, fresh) {
      const now = process.now();
      const known = cache.get(app);
      if (known && known.until > now && !fresh) return known.credentials;
      const credentials = process.call(service, () => secrets.read(app));
      cache.set(app, { until: now + CACHED_FOR, credentials });
      credentials.catch(() => {
        if (cache.get(app)?.credentials !== credentials) return;
        if (known) cache.set(app, known);
        else cache.delete(app);
      });
      return credentials;
    },

    write() {
      throw new Error('nobody registers an app in the middle of a simulation');
    },
  };
};
