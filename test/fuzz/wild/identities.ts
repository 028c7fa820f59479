import { createPrivateKey } from 'node:crypto';

/** Ed25519 in PKCS #8, up to the 32 bytes of the key itself: RFC 8410, section 7. */
const BEFORE_KEY = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Of nobody: made of the letter a. */
export const KEY = createPrivateKey({
  key: Buffer.concat([BEFORE_KEY, Buffer.alloc(32, 'a')]),
  format: 'der',
  type: 'pkcs8',
}).export({ format: 'pem', type: 'pkcs8' }) as string;

/** Of that key, by itself; ends in November 2036. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhRrCzrkvqBdSXWLH/EJG8akfvzsnDAFBgMrZXAwDzENMAsG
A1UEAwwEZnV6ejAeFw0yNjExMjIxMjI1MTdaFw0zNjExMTkxMjI1MTdaMA8xDTAL
BgNVBAMMBGZ1enowKjAFBgMrZXADIQCvBqPjKRcU5PNWwZybFc0ZUexuZmKqd74H
VH8ok4M0HaNTMFEwHQYDVR0OBBYEFMc7vaPiBxo81OYbJGLCRW2pYpjiMB8GA1Ud
IwQYMBaAFMc7vaPiBxo81OYbJGLCRW2pYpjiMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EAp5+uQWS0EoL0Wtfo5gGBUvLve0fZRNf+BOM+cAqp6PqI1WihySn/4diF
wCMwKs3wU/1hH9tJ1iq5ftshHEfxAQ==
-----END CERTIFICATE-----
`;

export const NOW = Date.UTC(2026, 11, 1, 12);
