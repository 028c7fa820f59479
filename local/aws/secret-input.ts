import * as z from 'zod';
import type { SecretValue } from './secret.ts';
import { badToken, noToken, twoValues, valueTooLong } from './secret-errors.ts';

/** Shapes that several operations share, and how a value and its token are read. */

export const secretId = z.string().min(1).max(2048);

export const tags = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
  .max(50);

export const stage = z.string().min(1).max(256);

export const versionId = z.string().min(32).max(64);

export const valueShape = {
  ClientRequestToken: z.string().optional(),
  SecretString: z.string().min(1).optional(),
  SecretBinary: z.base64().optional(),
};

const MAX_VALUE_BYTES = 65_536;

interface ValueInput {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}

export const readValue = ({
  SecretString: text,
  SecretBinary: base64,
}: ValueInput): SecretValue | undefined => {
  if (text !== undefined && base64 !== undefined) throw twoValues();
  if (text !== undefined) {
    if (Buffer.byteLength(text) > MAX_VALUE_BYTES) throw valueTooLong('secretString');
    return { text };
  }
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_VALUE_BYTES) throw valueTooLong('secretBinary');
  return { bytes };
};

/** The token becomes the version's id. The SDKs make one where the caller gives none. */
export const readToken = ({
  ClientRequestToken: token,
}: {
  ClientRequestToken?: string | undefined;
}): string => {
  if (token === undefined) throw noToken();
  if (token.length < 32 || token.length > 64) throw badToken();
  return token;
};
