import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Outcome } from './outcome.ts';
import type { AppProblem, TlsIdentity } from './protocols/protocol.ts';
import { DAY } from './time.ts';
import type { UnansweredCode } from './unanswered.ts';

/** What a person should know of an app's certificates: what cannot work, and what will soon stop working. */
export interface CertificateReport {
  readonly problems: readonly AppProblem[];
  readonly warnings: readonly AppProblem[];
}

/** TLS 1.3 has shaken hands before a server looks at the client's certificate; TLS 1.2 has not. */
const HUNG_UP: readonly string[] = ['connection-lost', 'tls-failed'] satisfies UnansweredCode[];
const WARN_BEFORE = 30 * DAY;
const FIELD = { ca: 'ca', certificate: 'client_certificate', key: 'client_key' } as const;

/** @param now epoch ms */
export const reportOnCertificates = (tls: TlsIdentity, now: number): CertificateReport => {
  const reports = [
    ...(tls.ca === undefined ? [] : [reportOnAuthorities(tls.ca, now)]),
    ...(tls.certificate === undefined ? [] : [reportOn(FIELD.certificate, tls.certificate, now)]),
    reportOnKey(tls),
  ];
  return {
    problems: reports.flatMap(({ problems }) => problems),
    warnings: reports.flatMap(({ warnings }) => warnings),
  };
};

/** When each certificate of an app ends (epoch ms): of several authorities, the last. Unreadable ones are left out. */
export const certificateEnds = ({
  ca,
  certificate,
}: TlsIdentity): readonly { readonly field: string; readonly endsAt: number }[] => {
  const own = certificate === undefined ? [] : [{ field: FIELD.certificate, ends: endsIn([certificate]) }];
  const authorities = ca === undefined ? [] : [{ field: FIELD.ca, ends: endsIn(certificatesIn(ca)) }];
  return [...own, ...authorities].flatMap(({ field, ends }) =>
    ends.length > 0 ? [{ field, endsAt: Math.max(...ends) }] : [],
  );
};

const endsIn = (pems: readonly string[]): number[] =>
  pems.flatMap((pem) => read(() => certificateIn(pem))?.validToDate.getTime() ?? []);

/**
 * Its times are asked for as texts first: of one that is none, Node gives as a date whatever lay in its memory.
 *
 * @throws what OpenSSL says, or an error of ours for one whose times are none
 */
const certificateIn = (pem: string): X509Certificate => {
  const certificate = new X509Certificate(pem);
  const times = [certificate.validFrom, certificate.validTo].map((time) => Date.parse(time));
  if (times.some(Number.isNaN)) throw new Error('a certificate without times');
  return certificate;
};

const problem = (field: string, remedy: string): CertificateReport => ({
  problems: [{ field, remedy }],
  warnings: [],
});
const warning = (field: string, remedy: string): CertificateReport => ({
  problems: [],
  warnings: [{ field, remedy }],
});
const fine: CertificateReport = { problems: [], warnings: [] };

/**
 * The certificates of a bundle, each with what stands behind it. Cut once at each beginning: a pattern from each beginning
 * to its end would look through the rest of the text again and again where there are no ends.
 */
const certificatesIn = (pem: string): readonly string[] =>
  pem
    .split(/(?=-----BEGIN )/)
    .filter((block) => /^-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(block) && block.includes('-----END '));

/** One authority that holds is enough: in a bundle the old one may stand beside its successor. */
const reportOnAuthorities = (pem: string, now: number): CertificateReport => {
  const blocks = certificatesIn(pem);
  const reports = (blocks.length > 0 ? blocks : [pem]).map((one) => reportOn(FIELD.ca, one, now));
  const usable = reports.filter(({ problems }) => problems.length === 0);
  return usable.find(({ warnings }) => warnings.length === 0) ?? usable[0] ?? reports[0] ?? fine;
};

/** The first of a PEM text: its own holder's, where a chain follows. */
const reportOn = (field: string, pem: string, now: number): CertificateReport => {
  const certificate = read(() => certificateIn(pem));
  if (!certificate) return problem(field, 'holds no certificate that can be read: give it as PEM');
  const from = certificate.validFromDate.getTime();
  const to = certificate.validToDate.getTime();
  if (to < now) return problem(field, `ended on ${day(to)}: ask the provider for a new one`);
  if (from > now) return problem(field, `begins on ${day(from)}: use it from then on`);
  return to - now < WARN_BEFORE ? warning(field, `ends on ${day(to)}: get a new one in time`) : fine;
};

const reportOnKey = ({ certificate: pem, key }: TlsIdentity): CertificateReport => {
  if (!key) return fine;
  const privateKey = read(() => createPrivateKey(key.reveal()));
  if (!privateKey)
    return problem(FIELD.key, 'holds no private key that can be read: give it as PEM, without a passphrase');
  const certificate = pem === undefined ? undefined : read(() => new X509Certificate(pem));
  return certificate && read(() => certificate.checkPrivateKey(privateKey)) !== true
    ? problem(FIELD.key, `does not belong to ${FIELD.certificate}: give the two that were issued together`)
    : fine;
};

/**
 * A server that does not like a client's certificate may just hang up: where the certificate is past its end, that is
 * why. Whether the request was looked at stays as open as it was.
 */
export const blamedOnCertificate = (unanswered: Outcome, tls: TlsIdentity, now: number): Outcome => {
  const { certificate: pem } = tls;
  if (unanswered.kind !== 'deferred' || !HUNG_UP.includes(unanswered.code) || pem === undefined)
    return unanswered;
  const to = read(() => certificateIn(pem))?.validToDate.getTime();
  return to === undefined || to >= now
    ? unanswered
    : {
        kind: 'misconfigured',
        code: 'certificate-ended',
        reason: `The provider hung up, and ${FIELD.certificate} ended on ${day(to)}: ask the provider for a new one.`,
        unspent: unanswered.unspent,
        unmistakable: false,
      };
};

/** What OpenSSL says of a text it cannot read is of no use to anybody, and may quote it. */
const read = <T>(reading: () => T): T | undefined => {
  try {
    return reading();
  } catch {
    return undefined;
  }
};

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
