import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { certificateEnds, reportOnCertificates } from '../../lambdas/core/certificates.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { DAY, SECOND } from '../../lambdas/core/time.ts';
import { type Authority, createAuthority, type IssuedCertificate } from '../../local/clouds/authority.ts';

const NOW = Date.UTC(2026, 10, 1, 12);
/** Of the certificate that tests begin with. */
const FROM = NOW - 10 * DAY;
const TO = NOW + 90 * DAY;

let authority: Authority;
let issued: IssuedCertificate;

const issue = (notBefore = FROM, notAfter = TO): Promise<IssuedCertificate> =>
  authority.issue({
    commonName: 'app',
    client: true,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
  });

beforeAll(async () => {
  authority = await createAuthority('Test authority');
  issued = await issue();
});

/** The same certificate with another end; as long as it was, so that all else stays where it stands. */
const withEnd = (pem: string, end: string): string => {
  const bytes = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  // The second time of its kind: 13 characters of UTCTime (RFC 5280, section 4.1.2.5.1).
  const mark = Buffer.from([0x17, 0x0d]);
  bytes.write(end, bytes.indexOf(mark, bytes.indexOf(mark) + 1) + mark.length, 'latin1');
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
};

const FINE = { problems: [], warnings: [] };
const identity = ({ certificate, key }: IssuedCertificate) => ({ certificate, key: confidential(key) });
const problem = (field: string, remedy: string) => ({ problems: [{ field, remedy }], warnings: [] });

describe('a client certificate', () => {
  test('that belongs to its key and holds for a while is fine', () => {
    expect(reportOnCertificates(identity(issued), NOW)).toEqual(FINE);
  });

  test.each([
    ['fine 30 days before its end', TO - 30 * DAY, FINE],
    [
      'warned of from then on',
      TO - 30 * DAY + SECOND,
      {
        problems: [],
        warnings: [{ field: 'client_certificate', remedy: 'ends on 2027-01-30: get a new one in time' }],
      },
    ],
    [
      'a problem once it has ended',
      TO + SECOND,
      problem('client_certificate', 'ended on 2027-01-30: ask the provider for a new one'),
    ],
    [
      'a problem before it begins',
      FROM - SECOND,
      problem('client_certificate', 'begins on 2026-10-22: use it from then on'),
    ],
  ])('is %s', (_, now, report) => {
    expect(reportOnCertificates(identity(issued), now)).toEqual(report);
  });

  test.each(['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', '-----BEGIN NOTHING-----', ''])(
    'that nobody can read is a problem, and is not quoted (%j)',
    (certificate) => {
      const report = reportOnCertificates({ ...identity(issued), certificate }, NOW);

      expect(report).toEqual(
        problem('client_certificate', 'holds no certificate that can be read: give it as PEM'),
      );
    },
  );

  test('whose end is no date is one that nobody can read', () => {
    // The month is the first digit that differs.
    const certificate = withEnd(issued.certificate, '279930000000Z');

    const report = reportOnCertificates({ certificate }, NOW);

    expect(report).toEqual(
      problem('client_certificate', 'holds no certificate that can be read: give it as PEM'),
    );
    expect(certificateEnds({ certificate })).toEqual([]);
  });

  test("is judged by its holder's own where a chain follows", async () => {
    const ended = await issue(FROM, NOW - DAY);

    const [good, bad] = [
      [issued, ended],
      [ended, issued],
    ].map((chain) => ({
      certificate: chain.map(({ certificate }) => certificate).join('\n'),
      key: confidential(chain[0]?.key ?? ''),
    }));

    expect(reportOnCertificates(good ?? {}, NOW)).toEqual(FINE);
    expect(reportOnCertificates(bad ?? {}, NOW).problems).toHaveLength(1);
  });

  test('may have other text around it, as some tools write it', () => {
    const certificate = `Bag Attributes\n  friendlyName: app\n${issued.certificate}\n`;

    expect(reportOnCertificates({ ...identity(issued), certificate }, NOW)).toEqual(FINE);
  });
});

describe('a client key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

  test.each([
    ['of another certificate', async () => (await issue()).key],
    ['of another kind', async () => rsa.export(pkcs8).toString()],
  ])('%s is a problem of its own', async (_, keyOf) => {
    const report = reportOnCertificates({ ...issued, key: confidential(await keyOf()) }, NOW);

    expect(report).toEqual(
      problem('client_key', 'does not belong to client_certificate: give the two that were issued together'),
    );
  });

  test.each([
    [
      'behind a passphrase',
      () => rsa.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'hush' }).toString(),
    ],
    ['that is a certificate', () => issued.certificate],
    ['that is cut off', () => issued.key.slice(0, 80)],
  ])('%s is a problem, and nothing of it is shown', (_, keyOf) => {
    const report = reportOnCertificates({ ...issued, key: confidential(keyOf()) }, NOW);

    expect(report).toEqual(
      problem('client_key', 'holds no private key that can be read: give it as PEM, without a passphrase'),
    );
  });

  test('and a certificate that both are wrong are both reported', async () => {
    const ended = await issue(FROM, NOW - DAY);

    const { problems } = reportOnCertificates({ ...ended, key: confidential(issued.key) }, NOW);

    expect(problems.map(({ field }) => field)).toEqual(['client_certificate', 'client_key']);
  });
});

describe('an authority of its own', () => {
  test('is judged as a certificate is', async () => {
    const ended = await issue(FROM, NOW - DAY);
    const ending = await issue(FROM, NOW + DAY);

    expect(reportOnCertificates({ ca: issued.certificate }, NOW)).toEqual(FINE);
    expect(reportOnCertificates({ ca: ended.certificate }, NOW)).toMatchObject({
      problems: [{ field: 'ca' }],
    });
    expect(reportOnCertificates({ ca: ending.certificate }, NOW)).toMatchObject({
      warnings: [{ field: 'ca' }],
    });
    expect(reportOnCertificates({ ca: '-----BEGIN NOTHING' }, NOW)).toMatchObject({
      problems: [{ field: 'ca' }],
    });
  });

  test('may have ended where its successor stands beside it', async () => {
    const ended = await issue(FROM, NOW - DAY);

    const report = reportOnCertificates({ ca: `${ended.certificate}\n${issued.certificate}\n` }, NOW);

    expect(report).toEqual(FINE);
  });

  test('is found in a bundle at once, or not at all, however often one begins and does not end', () => {
    const ca = '-----BEGIN CERTIFICATE-----'.repeat(2_400);
    const begun = performance.now();

    const report = reportOnCertificates({ ca }, NOW);

    expect(report).toEqual(problem('ca', 'holds no certificate that can be read: give it as PEM'));
    expect(certificateEnds({ ca })).toEqual([]);
    // What looks through the whole text at each beginning takes ten times as long.
    expect(performance.now() - begun).toBeLessThan(100);
  });

  test('is warned of when the last of a bundle is about to end', async () => {
    const ended = await issue(FROM, NOW - DAY);
    const ending = await issue(FROM, NOW + DAY);

    const report = reportOnCertificates({ ca: `${ended.certificate}\n${ending.certificate}\n` }, NOW);

    expect(report).toMatchObject({ problems: [], warnings: [{ field: 'ca' }] });
  });
});

test('an app without certificates has nothing to report', () => {
  expect(reportOnCertificates({}, NOW)).toEqual(FINE);
});
