import { type Action, TokenError, type TokenErrorCode } from './token-error.ts';

/** Why a secret could not be read. */
export interface ReadFailure {
  readonly error: TokenError;
  /** A verdict on this principal or this caller: a token that was read before is no longer served either. */
  readonly isVerdict: boolean;
}

interface Meaning {
  readonly code: TokenErrorCode;
  readonly action: Action;
  readonly isVerdict: boolean;
  readonly message: string;
}

const missing: Meaning = {
  code: 'missing',
  action: 'fix',
  isVerdict: true,
  message:
    'there is no such secret: look at provider, prefix, Region and id. A principal that was just enrolled has one ' +
    'within two minutes',
};

const removed: Meaning = {
  code: 'removed',
  action: 'fix',
  isVerdict: true,
  message: 'its secret is marked for deletion: it was removed from the fleet',
};

const denied: Meaning = {
  code: 'denied',
  action: 'fix',
  isVerdict: true,
  message:
    "reading is not allowed: it takes secretsmanager:GetSecretValue on the secret and kms:Decrypt on the fleet's key",
};

/** No verdict: a metadata service that stumbles says the same. */
const credentials: Meaning = {
  code: 'credentials',
  action: 'fix',
  isVerdict: false,
  message: 'AWS credentials are missing or not accepted',
};

const unavailable: Meaning = {
  code: 'unavailable',
  action: 'wait',
  isVerdict: false,
  message: 'Secrets Manager does not answer, and no living token is in the cache',
};

/** By the error's name. What is not here is an outage. */
const MEANING: Readonly<Record<string, Meaning>> = {
  ResourceNotFoundException: missing,
  InvalidRequestException: removed,
  AccessDeniedException: denied,
  DecryptionFailure: denied,
  CredentialsProviderError: credentials,
  ExpiredTokenException: credentials,
  InvalidClientTokenId: credentials,
  InvalidSignatureException: credentials,
  SignatureDoesNotMatch: credentials,
  UnrecognizedClientException: credentials,
};

export const readFailure = (principalId: string, thrown: unknown): ReadFailure => {
  if (thrown instanceof TokenError) return { error: thrown, isVerdict: false };
  const { name, code: systemCode } = thrown as { name?: string; code?: unknown };
  const { code, action, isVerdict, message } = MEANING[name ?? ''] ?? unavailable;
  // The cause is named, not attached: an answer that could not be parsed travels with its whole text.
  const what = typeof systemCode === 'string' ? systemCode : (name ?? 'unknown');
  return { error: new TokenError(code, action, principalId, `${message} (${what})`), isVerdict };
};
