import './reflect-metadata.ts';

import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { DataFolder } from '../data-folder.ts';

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR_MS = 3_600_000;
/** No data folder grows so old. */
const TEN_YEARS_MS = 10 * 365 * 24 * HOUR_MS;

export interface CertificateWish {
  readonly commonName: string;
  /** DNS names and IP addresses. */
  readonly altNames?: readonly string[];
  /** For a client's side of mutual TLS. @default false: a server's */
  readonly client?: boolean;
  /** @default an hour ago, for clocks that differ */
  readonly notBefore?: Date;
  /** @default in ten years */
  readonly notAfter?: Date;
}

/** Both in PEM; the key as PKCS #8. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority. */
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
  notAfter: wish.notAfter ?? new Date(Date.now() + TEN_YEARS_MS),
});

const keyFrom = (pem: string): Promise<webcrypto.CryptoKey> => {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, ECDSA_P256, false, ['sign']);
};

/** Loaded late: Jest loads CommonJS modules before the first import of this file has run. */
const loadX509 = () => import('@peculiar/x509');

const createRoot = async (name: string): Promise<IssuedCertificate> => {
  const x509 = await loadX509();
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
  return { certificate: root.toString('pem'), key: pemOf(keys.privateKey) };
};

/** The root that the data folder has under this name, or a new one, which it then has. */
const rootOf = async (name: string, data: DataFolder | undefined): Promise<IssuedCertificate> => {
  const shelf = await data?.shelf<IssuedCertificate>('authorities');
  const known = shelf?.entries.get(name);
  if (known) return known;
  const root = await createRoot(name);
  await shelf?.put(name, root);
  return root;
};

/**
 * @param name the authority's own common name
 * @param data where certificate and key outlive the process; without it they die with it
 */
export const createAuthority = async (name: string, data?: DataFolder): Promise<Authority> => {
  const x509 = await loadX509();
  const { certificate, key } = await rootOf(name, data);
  const root = new x509.X509Certificate(certificate);
  const signingKey = await keyFrom(key);

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
      signingKey,
      signingAlgorithm: ECDSA_P256,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([purpose]),
        await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    });
    return { certificate: leaf.toString('pem'), key: pemOf(own.privateKey) };
  };

  return { certificate, issue };
};
