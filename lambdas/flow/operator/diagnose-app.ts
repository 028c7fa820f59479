import { certificateEnds, reportOnCertificates } from '../../core/certificates.ts';
import { protocolOf } from '../../core/protocols/index.ts';
import type { App, AppProblem, TlsIdentity } from '../../core/protocols/protocol.ts';
import { DAY, MINUTE, SECOND } from '../../core/time.ts';
import { judge } from '../../core/unanswered.ts';
import { type Finding, failed, nameOf, notChecked, ok, warning } from './findings.ts';
import type { OperatorPorts, Probe } from './ports.ts';
import type { AppStatus } from './status.ts';

type Reads = Pick<OperatorPorts, 'apps' | 'endpoints' | 'clock'>;

/** Our own times reach providers that are asked for an end in epoch ms, and theirs decide about certificates. */
const MUCH_SKEW = MINUTE;
const LIMITS = { connectMs: 3 * SECOND, totalMs: 6 * SECOND };
/** The longest that one app takes. */
export const TIME_FOR_APP = LIMITS.totalMs + 2 * SECOND;

const AGAIN = 'then put the app again (app put)';
const REACH = {
  app: `Correct what it names, ${AGAIN}.`,
  outage: `Look at the provider's status; where it is well, correct host and port (base_url or token_url), ${AGAIN}.`,
};

const HUNG_UP = `Where it wants a client certificate: correct client_certificate and client_key, ${AGAIN}. Else: correct host and port.`;

/** One app: its secret as it lies there now, its certificates, and the way to its token endpoint. */
export async function diagnoseApp({ app, provider }: AppStatus, ports: Reads): Promise<readonly Finding[]> {
  const about = (what: string) => `${app}: ${what}`;
  const protocol = protocolOf(provider);
  if (!protocol)
    return [failed(about('provider'), 'This version does not know it.', 'Deploy a version that does.')];
  const credentials = await ports.apps.read(app, provider, 'fresh').catch(nameOf);
  if (typeof credentials === 'string')
    return [notChecked(about('secret'), `AWS did not let it be read (${credentials}): try again`)];
  if (!credentials.ok)
    return [
      ...credentials.problems.map((problem) => unfit(about('secret'), problem)),
      notChecked(about('token endpoint'), 'its secret must be fit first'),
    ];

  const [first] = credentials.apps;
  return [
    ok(about('secret'), 'complete'),
    ...certificates(about('certificates'), first.tls, ports.clock.now()),
    ...(await endpoint(about, first, protocol.tokenUrl(first), ports)),
  ];
}

const unfit = (check: string, { field, remedy }: AppProblem): Finding =>
  failed(check, `${field} ${remedy}.`.trim(), `Correct it, ${AGAIN}.`);

const certificates = (check: string, tls: TlsIdentity, now: number): readonly Finding[] => {
  const { problems, warnings } = reportOnCertificates(tls, now);
  const ends = certificateEnds(tls);
  const worse = [
    ...problems.map((problem) => unfit(check, problem)),
    ...warnings.map(({ field, remedy }) => warning(check, `${field} ${remedy}.`, `Put a new one, ${AGAIN}.`)),
  ];
  if (worse.length > 0 || ends.length === 0) return worse;
  const until = ends.map(({ field, endsAt }) => `${field} until ${day(endsAt)} (${days(endsAt - now)} days)`);
  return [ok(check, `valid: ${until.join(', ')}`)];
};

const endpoint = async (
  about: (what: string) => string,
  { tls }: App,
  url: string,
  { endpoints }: Reads,
): Promise<readonly Finding[]> => {
  const check = about('token endpoint');
  const probe = await endpoints.probe(url, tls, LIMITS);
  const host = new URL(url).host;
  if (probe.reached && probe.hungUp) return [failed(check, `${host} hung up after the handshake.`, HUNG_UP)];
  if (probe.reached) {
    const { tlsVersion, certificateEndsAt } = probe;
    const until =
      certificateEndsAt === undefined ? '' : `, its certificate holds until ${day(certificateEndsAt)}`;
    return [ok(check, `${host} answers over ${tlsVersion}${until}`), skew(about('clock'), probe)];
  }
  const outcome = judge({ code: probe.code, sent: false });
  const remedy = outcome.kind === 'misconfigured' ? REACH.app : REACH.outage;
  return [failed(check, `${host}: ${outcome.reason}`, remedy)];
};

const skew = (check: string, { aheadMs }: Extract<Probe, { reached: true }>): Finding => {
  if (aheadMs === undefined) return notChecked(check, 'the provider sent no date');
  const seconds = Math.round(Math.abs(aheadMs) / SECOND);
  const way = aheadMs > 0 ? 'ahead of' : 'behind';
  return Math.abs(aheadMs) < MUCH_SKEW
    ? ok(check, `${seconds} s apart from the provider's`)
    : warning(
        check,
        `Ours is ${seconds} s ${way} the provider's.`,
        'On AWS ours is right: tell the provider. On a machine of your own: set its clock.',
      );
};

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const days = (ms: number): number => Math.floor(ms / DAY);
