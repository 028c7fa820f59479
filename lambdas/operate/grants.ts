import * as z from 'zod';
import type { Presentable } from '../core/tokens.ts';
import { must, mustSay, secret, text } from './fields.ts';

const GRANTS = ['refresh_token', 'authorization_code', 'password', 'login'] as const;

/** A grant as people and programs write it, in the names of OAuth 2.0. */
export const grant = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('refresh_token'), refresh_token: secret }),
    z.strictObject({
      kind: z.literal('authorization_code'),
      code: secret,
      redirect_uri: text.optional(),
      code_verifier: secret.optional(),
    }),
    z.strictObject({
      kind: z.literal('password'),
      username: text,
      password: secret,
      keep_login: z.boolean(must('be true or false')).optional(),
    }),
    z.strictObject({ kind: z.literal('login'), as: text.optional() }),
  ],
  mustSay('kind', GRANTS),
);

type Given = z.infer<typeof grant>;

export const grantOf = (given: Given): { readonly grant: Presentable; readonly keepLogin?: boolean } => ({
  grant: presentable(given),
  ...(given.kind === 'password' && { keepLogin: given.keep_login ?? false }),
});

const presentable = (given: Given): Presentable => {
  switch (given.kind) {
    case 'refresh_token':
      return { kind: given.kind, refreshToken: given.refresh_token };
    case 'authorization_code':
      return {
        kind: given.kind,
        code: given.code,
        ...(given.redirect_uri !== undefined && { redirectUri: given.redirect_uri }),
        ...(given.code_verifier !== undefined && { codeVerifier: given.code_verifier }),
      };
    case 'password':
      return { kind: given.kind, username: given.username, password: given.password };
    case 'login':
      return { kind: given.kind, ...(given.as !== undefined && { as: given.as }) };
  }
};
