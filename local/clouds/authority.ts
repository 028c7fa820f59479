import './reflect-metadata.ts';

import { KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

export interface CertificateWish {
  readonly commonName: string;
  /** DNS names and IP addresses. */
  readonly altNames?: readonly string[];
  /** For a client's side of mutual TLS. @default false: a server's */
  readonly client?: boolean;
  /** @default an hour ago, for clocks that differ */
  readonly notBefore?: Date;
  /** @default in a year */
  readonly notAfter?: Date;
}

/** Both in PEM; the key as PKCS #8. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority whose key lives in memory only, and dies with the process. */
export interface Authority {
  /** PEM; what a client has to trust. */
  readonly certificate: string;
  issue(wish: CertificateWish): Promise<IssuedCertificate>;
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ECDSA_P256, true, ['sign', 'verify']);

/** Positive and unlike any other, as RFC 5280 section 4.1.2.2 asks. */
const serialNumber = (): string =>
  `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`;

const pemOf = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();

const validity = (wish: Partial<CertificateWish> = {}) => ({
  notBefore: wish.notBefore ?? new Date(Date.now() - HOUR_MS),
  notAfter: wish.notAfter ?? new Date(Date.now() + YEAR_MS),
});

/** @param name the authority's own common name. */
export const createAuthority = async (name: string): Promise<Authority> => {
  // Loaded only now: Jest loads CommonJS modules before the import above has run.
  const x509 = await import('@peculiar/x509');
  const keys = await newKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    ...validity(),
    keys,
    signingAlgorithm: ECDSA_P256,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

  const issue = async (wish: CertificateWish): Promise<IssuedCertificate> => {
    const own = await newKeys();
    const purpose = wish.client ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth;
    const names = (wish.altNames ?? []).map(
      (value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const,
    );
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: [{ CN: [wish.commonName] }],
      issuer: root.subject,
      ...validity(wish),
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ECDSA_P256,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([purpose]),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    });
    return { certificate: leaf.toString('pem'), key: pemOf(own.privateKey) };
  };

  return { certificate: root.toString('pem'), issue };
};
