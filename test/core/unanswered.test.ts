import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../lambdas/core/outcome.ts';
import { judge, type UnansweredCode } from '../../lambdas/core/unanswered.ts';

describe('a request without an answer', () => {
  test.each<UnansweredCode>([
    'dns-unavailable',
    'connection-refused',
    'connect-timeout',
    'reply-timeout',
    'connection-lost',
    'tls-failed',
    'unreachable',
  ])('is tried again later: %s', (code) => {
    const outcome = judge({ code, sent: false });

    expect(verdictOf(outcome)).toBe('retry');
    expect(outcome).toMatchObject({ code, unspent: true });
  });

  test.each<[UnansweredCode, string[]]>([
    ['dns-not-found', ['base_url', 'token_url']],
    ['not-https', ['base_url', 'token_url']],
    ['server-certificate-invalid', ['base_url', 'ca', 'server_name']],
    ['client-certificate-refused', ['client_certificate', 'client_key']],
    ['client-certificate-unusable', ['client_certificate', 'client_key']],
  ])('names the fields of the app secret to correct: %s', (code, fields) => {
    const outcome = judge({ code, sent: false });

    expect(outcome).toMatchObject({ kind: 'misconfigured', code, unmistakable: false });
    for (const field of fields) expect(outcome.reason).toMatch(new RegExp(`\\b${field}\\b`));
  });

  test.each<UnansweredCode>(['reply-too-large', 'reply-unreadable'])(
    'is malformed where the answer could not be read: %s',
    (code) => {
      const outcome = judge({ code, sent: true });

      expect(verdictOf(outcome)).toBe('malformed');
      expect(outcome).toMatchObject({ code, unspent: false });
    },
  );

  test.each<UnansweredCode>(['connection-lost', 'client-certificate-refused', 'reply-too-large'])(
    'leaves the grant in doubt once it may have been sent: %s',
    (code) => {
      expect(judge({ code, sent: true })).toMatchObject({ unspent: false });
      expect(judge({ code, sent: false })).toMatchObject({ unspent: true });
    },
  );
});
