import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { ActivePrincipal } from '../../lambdas/core/principal.ts';
import { generationOf, secretView } from '../../lambdas/core/secret.ts';
import { aPrincipal } from './a-principal.ts';

const access = { token: confidential('access-token'), tokenType: 'bearer' };
const row = (but: Partial<ActivePrincipal> = {}) =>
  aPrincipal({
    issuedAt: Date.UTC(2026, 10, 22, 11, 0, 0),
    expiresAt: Date.UTC(2026, 10, 22, 13, 0, 0),
    generation: 1_795_345_201,
    ...but,
  });
const textOf = (but: Partial<ActivePrincipal> = {}): string => secretView(row(but), access).text.reveal();

describe('what consumers read', () => {
  test('has exactly these bytes', () => {
    expect(textOf()).toBe(
      '{"schema":1,"principal_id":"sensor-1","provider":"oauth2","token_type":"Bearer",' +
        '"access_token":"access-token","issued_at":1795345200,"expires_at":1795352400,"generation":1795345201}',
    );
  });

  test('has scope and subject at its end where the row has them', () => {
    expect(textOf({ scope: 'read write', subject: 'user-9' })).toMatch(
      /"generation":1795345201,"scope":"read write","subject":"user-9"}$/,
    );
    expect(Object.keys(JSON.parse(textOf({ subject: 'user-9' })))).toEqual([
      'schema',
      'principal_id',
      'provider',
      'token_type',
      'access_token',
      'issued_at',
      'expires_at',
      'generation',
      'subject',
    ]);
  });

  test('says an empty scope, which is not the same as none', () => {
    expect(JSON.parse(textOf({ scope: '' }))).toHaveProperty('scope', '');
  });

  test('says nothing that is not for consumers', () => {
    const busy = textOf({
      presented: 'digest',
      lease: { id: 'lease', until: 1 },
      labels: { site: 'north' },
      lastError: { code: 'invalid_grant', action: 'act', at: 1 },
    });

    expect(busy).toBe(textOf());
  });
});

describe('its version', () => {
  test('is the SHA-256 of the bytes, in the 64 characters that a ClientRequestToken may have', () => {
    const { text, version } = secretView(row(), access);

    const digest = createHash('sha256').update(text.reveal(), 'utf8').digest('base64url');
    expect(version).toBe(`${row().generation}-${digest}`);
    // AWS takes a ClientRequestToken of 32 to 64 characters.
    expect(version).toMatch(/^[\w-]{32,64}$/);
    expect(generationOf(version)).toBe(row().generation);
    expect(generationOf('0a1b2c3d-1111-2222-3333-444455556666')).toBe(0);
  });

  test('stays the same for the same row, whatever order its fields came in', () => {
    const whole = row({ scope: 'read', subject: 'user-9' });
    const turned = Object.fromEntries(Object.entries(whole).reverse()) as unknown as ActivePrincipal;

    const [one, other] = [secretView(whole, access), secretView(turned, access)];

    expect(other.text.reveal()).toBe(one.text.reveal());
    expect(other.version).toBe(one.version);
  });

  test('changes with whatever consumers can see', () => {
    const { version } = secretView(row(), access);

    const others = [
      secretView(row({ generation: 8 }), access),
      secretView(row({ expiresAt: Date.UTC(2027, 0, 1) }), access),
      secretView(row({ scope: 'read' }), access),
      secretView(row(), { ...access, token: confidential('another') }),
    ];

    expect(new Set([version, ...others.map((other) => other.version)]).size).toBe(5);
  });

  test('shows nothing of the token when the view is printed', () => {
    const view = secretView(row(), access);

    expect(inspect(view, { depth: null, showHidden: true }) + JSON.stringify(view)).not.toContain(
      'access-token',
    );
  });
});
