import { certificateEnds, reportOnCertificates } from '../../../lambdas/core/certificates.ts';
import { confidential } from '../../../lambdas/core/confidential.ts';
import type { TlsIdentity } from '../../../lambdas/core/protocols/protocol.ts';
import { ofPrinted, ofPrototypes, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CERTIFICATE, KEY, NOW } from '../wild/identities.ts';
import { onBytes } from '../wild/on-bytes.ts';
import { onText } from '../wild/on-text.ts';
import { changed, type Recipe } from '../wild/recipe.ts';

const BORDERS = /-----[A-Z ]+-----/g;
const bytesIn = (pem: string): Buffer => Buffer.from(pem.replace(BORDERS, ''), 'base64');
const pemOf = (kind: string, bytes: Buffer): string =>
  `-----BEGIN ${kind}-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;

const onPem = onText([CERTIFICATE, KEY, CERTIFICATE + CERTIFICATE]);

const wild = (kind: string, pem: string, steps: Recipe['steps']): string =>
  changed(pemOf(kind, changed(bytesIn(pem), onBytes, steps)), onPem, steps);

interface Reports {
  readonly report: ReturnType<typeof reportOnCertificates>;
  readonly ends: ReturnType<typeof certificateEnds>;
}

/** Certificates, in PEM and in what it wraps. */
export const certificates: Reader = reader<TlsIdentity, Reports>({
  name: 'certificate',
  changes: [...Object.keys(onBytes), ...Object.keys(onPem)],
  make: ({ base, steps }) => {
    const certificate = wild('CERTIFICATE', CERTIFICATE, steps);
    const key = base % 4 === 0 ? wild('PRIVATE KEY', KEY, steps) : KEY;
    return { ca: certificate + certificate, certificate, key: confidential(key) };
  },
  read: (tls) => ({ report: reportOnCertificates(tls, NOW), ends: certificateEnds(tls) }),
  wordFor: (_, { report }) => (report.problems.length === 0 ? 'accepted' : 'refused'),
  complaints: (_, { report, ends }) => [
    ...ofPrototypes(),
    ...[...report.problems, ...report.warnings].flatMap(({ remedy }) => ofPrinted('a remedy', remedy, 200)),
    ...ends.flatMap(({ endsAt }) => ofWholeNumber('an end', endsAt, -1e15, 1e15)),
  ],
  text: ({ certificate = '' }) => certificate,
});
