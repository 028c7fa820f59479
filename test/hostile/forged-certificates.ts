import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import type { IssuedCertificate } from '../../local/clouds/authority.ts';

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Loaded late, as the authority loads it. */
const loadX509 = () => import('@peculiar/x509');

const pkcs8 = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();

/** A certificate for 127.0.0.1, signed with whatever key is at hand; its own where nobody else's is given. */
const forge = async (by?: IssuedCertificate): Promise<IssuedCertificate> => {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(ECDSA_P256, true, ['sign', 'verify']);
  const der = by && createPrivateKey(by.key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = der
    ? await webcrypto.subtle.importKey('pkcs8', der, ECDSA_P256, false, ['sign'])
    : keys.privateKey;
  const forged = await x509.X509CertificateGenerator.create({
    serialNumber: '01',
    subject: 'CN=hostile',
    issuer: by ? new x509.X509Certificate(by.certificate).subject : 'CN=hostile',
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ECDSA_P256,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const chain = [forged.toString('pem'), ...(by ? [by.certificate] : [])].join('\n');
  return { certificate: chain, key: pkcs8(keys.privateKey) };
};

export const selfSigned = (): Promise<IssuedCertificate> => forge();

/** Signed by the holder of a good certificate who is no authority. */
export const signedBy = (holder: IssuedCertificate): Promise<IssuedCertificate> => forge(holder);
