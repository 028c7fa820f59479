import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createAuthority } from '../../../local/clouds/authority.ts';
import { openDataFolder } from '../../../local/data-folder.ts';

const DAY_MS = 86_400_000;

describe('authority', () => {
  test('signs certificates that its own certificate verifies', async () => {
    const authority = await createAuthority('Test CA');
    const other = await createAuthority('Test CA');

    const { certificate } = await authority.issue({ commonName: 'server' });

    const leaf = new X509Certificate(certificate);
    expect(leaf.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
    expect(leaf.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(leaf.verify(new X509Certificate(other.certificate).publicKey)).toBe(false);
  });

  test('marks itself as an authority and what it issues as none', async () => {
    const authority = await createAuthority('Test CA');

    const { certificate } = await authority.issue({ commonName: 'server' });

    expect(new X509Certificate(authority.certificate).ca).toBe(true);
    expect(new X509Certificate(certificate).ca).toBe(false);
  });

  test('writes names and addresses where a verifier looks for each', async () => {
    const authority = await createAuthority('Test CA');

    const { certificate } = await authority.issue({
      commonName: 'server',
      altNames: ['cloud.example', '127.0.0.1'],
    });

    const leaf = new X509Certificate(certificate);
    expect(leaf.checkHost('cloud.example')).toBe('cloud.example');
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(leaf.checkHost('elsewhere.example')).toBeUndefined();
  });

  test('takes a common name that holds separators as it is', async () => {
    const authority = await createAuthority('Test CA');

    const { certificate } = await authority.issue({ commonName: 'app, O=other + more' });

    expect(new X509Certificate(certificate).toLegacyObject().subject.CN).toBe('app, O=other + more');
  });

  test.each([
    ['server', false, '1.3.6.1.5.5.7.3.1'],
    ['client', true, '1.3.6.1.5.5.7.3.2'],
  ])('makes a certificate for a %s good for that alone', async (commonName, client, purpose) => {
    const authority = await createAuthority('Test CA');

    const { certificate } = await authority.issue({ commonName, client });

    expect(new X509Certificate(certificate).keyUsage).toEqual([purpose]);
  });

  test('gives a key that fits its certificate, and keeps to the validity that was asked for', async () => {
    const authority = await createAuthority('Test CA');
    const notBefore = new Date(Date.UTC(2020, 0, 1));
    const notAfter = new Date(notBefore.getTime() + DAY_MS);

    const { certificate, key } = await authority.issue({ commonName: 'old', notBefore, notAfter });

    const leaf = new X509Certificate(certificate);
    expect(key).toContain('BEGIN PRIVATE KEY');
    expect(leaf.validFromDate).toEqual(notBefore);
    expect(leaf.validToDate).toEqual(notAfter);
  });

  test('is the same again in a later run with the same data folder, by its name', async () => {
    const data = await openDataFolder();
    const before = await createAuthority('Test CA', data);
    const other = await createAuthority('Other CA', data);

    const after = await createAuthority('Test CA', data);
    const { certificate } = await after.issue({ commonName: 'server' });

    expect(after.certificate).toBe(before.certificate);
    expect(other.certificate).not.toBe(before.certificate);
    expect(new X509Certificate(certificate).verify(new X509Certificate(before.certificate).publicKey)).toBe(
      true,
    );
  });
});
