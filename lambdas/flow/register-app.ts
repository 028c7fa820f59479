import { PRINCIPAL_ID } from '../contract.ts';
import { reportOnCertificates } from '../core/certificates.ts';
import { confidential } from '../core/confidential.ts';
import { protocolOf, providers } from '../core/protocols/index.ts';
import type { AppProblem } from '../core/protocols/protocol.ts';
import type { AppChange, Ports } from './ports.ts';

export interface Registration {
  readonly app: string;
  /** The app's secret as its owner wrote it; untrusted. */
  readonly secret: Readonly<Record<string, unknown>>;
}

export type Registered =
  | {
      readonly registered: true;
      readonly provider: string;
      readonly change: AppChange;
      readonly warnings: readonly AppProblem[];
    }
  | { readonly registered: false; readonly problems: readonly AppProblem[] };

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MOST_BYTES = 65_536;

const refused = (...problems: readonly AppProblem[]): Registered => ({ registered: false, problems });

/**
 * Stores an app's credentials, checked field by field, where ticks find them; a later call replaces them. Ticks use
 * the new ones within five minutes, or at once when the old ones are refused.
 */
export async function registerApp(
  { app, secret }: Registration,
  { apps, controls, clock }: Pick<Ports, 'apps' | 'controls' | 'clock'>,
): Promise<Registered> {
  if (!PRINCIPAL_ID.test(app))
    return refused({ field: 'app', remedy: 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -' });
  const provider = typeof secret.provider === 'string' ? secret.provider : '';
  const protocol = protocolOf(provider);
  if (!protocol) return refused({ field: 'provider', remedy: `must be one of ${providers.join(', ')}` });
  const text = JSON.stringify(secret);
  if (Buffer.byteLength(text) > MOST_BYTES)
    return refused({
      field: 'secret',
      remedy: `must be at most ${MOST_BYTES} bytes: leave out what is not needed`,
    });

  const reading = protocol.readApp(secret);
  if (!reading.ok) return refused(...reading.problems);
  const { problems, warnings } = reportOnCertificates(reading.apps[0].tls, clock.now());
  if (problems.length > 0) return refused(...problems);

  // Before the secret is written: an app of another provider must not lose its credentials to a mistyped name.
  if ((await controls.ensure(app, provider)) === 'other-provider')
    return refused({
      field: 'app',
      remedy: `${app} is known under another provider: use another name`,
    });
  const change = await apps.write(app, provider, confidential(text));
  return { registered: true, provider, change, warnings: [...reading.warnings, ...warnings] };
}
