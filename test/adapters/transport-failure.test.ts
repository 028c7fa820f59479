import { describe, expect, test } from '@jest/globals';
import { type Progress, unanswered } from '../../lambdas/adapters/transport-failure.ts';

const connecting: Progress = { written: false, reused: false, untrusted: false, tlsVersion: null };
const waiting: Progress = { ...connecting, written: true, tlsVersion: 'TLSv1.3' };

const driverError = (code: string): Error => Object.assign(new Error('quotes a certificate'), { code });

describe('a failure before the request is written', () => {
  test.each([
    ['ENOTFOUND', 'dns-not-found'],
    ['EAI_AGAIN', 'dns-unavailable'],
    ['EAI_FAIL', 'dns-unavailable'],
    ['ECONNREFUSED', 'connection-refused'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ECONNRESET', 'tls-failed'],
    ['EPROTO', 'tls-failed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-failed'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'client-certificate-refused'],
    ['ESOMETHINGNEW', 'unreachable'],
  ])('took nothing: %s is %s', (code, told) => {
    expect(unanswered(driverError(code), connecting)).toEqual({ code: told, sent: false });
  });

  test('is about the server’s certificate once that did not pass, whatever the driver calls it', () => {
    const failure = unanswered(driverError('UNSPECIFIED'), { ...connecting, untrusted: true });

    expect(failure).toEqual({ code: 'server-certificate-invalid', sent: false });
  });
});

describe('a failure after the request is written', () => {
  test.each([
    ['ECONNRESET', 'connection-lost'],
    ['EPIPE', 'connection-lost'],
    ['ETIMEDOUT', 'connection-lost'],
    ['EPROTO', 'tls-failed'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'tls-failed'],
    ['HPE_HEADER_OVERFLOW', 'reply-too-large'],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'reply-too-large'],
    ['HPE_INVALID_CONSTANT', 'reply-unreadable'],
    ['ESOMETHINGNEW', 'unreachable'],
  ])('leaves the request in doubt: %s is %s', (code, told) => {
    expect(unanswered(driverError(code), waiting)).toEqual({ code: told, sent: true });
  });
});

describe('an alert about the client certificate', () => {
  test.each([
    'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE',
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED',
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  ])('of TLS 1.3 comes from the handshake, though the request is written: %s', (code) => {
    expect(unanswered(driverError(code), waiting)).toEqual({
      code: 'client-certificate-refused',
      sent: false,
    });
  });

  test('of TLS 1.2 may come after the request was read', () => {
    const failure = unanswered(driverError('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'), {
      ...waiting,
      tlsVersion: 'TLSv1.2',
    });

    expect(failure).toEqual({ code: 'client-certificate-refused', sent: true });
  });

  test('on a connection that had carried a request before cannot come from its handshake', () => {
    const failure = unanswered(driverError('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), { ...waiting, reused: true });

    expect(failure).toEqual({ code: 'client-certificate-refused', sent: true });
  });
});

test('a failure without a code is told in our words alone', () => {
  expect(unanswered(new Error('secret'), connecting)).toEqual({ code: 'unreachable', sent: false });
  expect(unanswered(undefined, waiting)).toEqual({ code: 'unreachable', sent: true });
});
