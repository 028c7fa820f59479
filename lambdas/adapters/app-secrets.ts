import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { appSecretName } from '../contract.ts';
import { protocolOf } from '../core/protocols/index.ts';
import { MINUTE } from '../core/time.ts';
import type { AppCredentials, Apps, Clock } from '../flow/ports.ts';
import { writeAppSecret } from './app-secret-writes.ts';
import type { SecretSettings } from './secret-settings.ts';

const CACHED_FOR = 5 * MINUTE;

interface Cached {
  readonly until: number;
  readonly credentials: Promise<AppCredentials>;
}

/** App secrets, read at most every five minutes; concurrent readers of one app share one call. */
export const appSecrets = (secrets: SecretsManagerClient, settings: SecretSettings, clock: Clock): Apps => {
  const cache = new Map<string, Cached>();

  const fetch = async (app: string, provider: string): Promise<AppCredentials> => {
    const name = appSecretName(settings.prefix, app);
    try {
      const value = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
      return readAppSecret(value.SecretString, value.VersionId ?? '', provider);
    } catch (error) {
      if (isOneOf(error, MISSING))
        return {
          ...unfit('', 'secret', `There is no usable secret ${name}: create it with the app's credentials`),
          missing: true,
        };
      if (isOneOf(error, CLOSED))
        return unfit(
          '',
          'secret',
          `The scheduler may not read ${name}: check its resource policy, and encrypt it with the stack's key`,
        );
      throw error;
    }
  };

  return {
    read(app, provider, fresh) {
      const now = clock.now();
      // Whether a secret is fit depends on the provider: somebody who asks for a wrong one must not spoil the answer.
      const key = `${app}\n${provider}`;
      const known = cache.get(key);
      if (known && known.until > now && !fresh) return known.credentials;
      const fetched = fetch(app, provider);
      // What cannot be read just now is as it was: an outage of Secrets Manager is for the publishing gate to judge.
      const credentials = known && !fresh ? fetched.catch(() => known.credentials) : fetched;
      cache.set(key, { until: now + CACHED_FOR, credentials });
      // A failure is not remembered: the next reader asks again.
      fetched.catch(() => {
        if (cache.get(key)?.credentials === credentials) {
          if (known) cache.set(key, known);
          else cache.delete(key);
        }
      });
      return credentials;
    },

    async write(app, provider, secret) {
      const change = await writeAppSecret(secrets, settings, { app, provider, secret });
      for (const key of cache.keys()) if (key.startsWith(`${app}\n`)) cache.delete(key);
      return change;
    },
  };
};

/** A stored secret is untrusted: operators write it by hand. */
export const readAppSecret = (
  text: string | undefined,
  version: string,
  provider: string,
): AppCredentials => {
  const protocol = protocolOf(provider);
  if (!protocol) return unfit(version, 'provider', 'is not one that this version knows');
  let secret: unknown;
  try {
    secret = JSON.parse(text ?? '');
  } catch {
    return unfit(version, 'secret', 'must be a JSON object');
  }
  const reading = protocol.readApp(secret);
  return reading.ok
    ? { ok: true, version, apps: reading.apps }
    : { ok: false, version, problems: reading.problems };
};

const unfit = (version: string, field: string, remedy: string): AppCredentials & { ok: false } => ({
  ok: false,
  version,
  problems: [{ field, remedy }],
});

/** Missing, or on its way out: the same to us. */
const MISSING = ['ResourceNotFoundException', 'InvalidRequestException'];
/** Waiting does not open it: somebody must act, so it is the app's fault and told as such. */
const CLOSED = ['AccessDeniedException', 'DecryptionFailure', 'DecryptionFailureException'];

const isOneOf = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
