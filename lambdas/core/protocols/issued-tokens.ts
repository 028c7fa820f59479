import { confidential } from '../confidential.ts';
import { isBearer, type Tokens, type Warning } from '../tokens.ts';
import { LONGEST_TOKEN, type Members, member, plainTextOf, textOf } from './body.ts';
import type { Dialect } from './dialect.ts';
import { lifetimeOf, refreshTokenLifetimeOf } from './lifetime.ts';
import type { Asked } from './protocol.ts';

export interface IssuedTokens {
  readonly tokens: Tokens;
  readonly warnings: readonly Warning[];
}

/** What a type that is neither a word nor absent is called: it is no Bearer token, whatever it is. */
const UNREADABLE_TYPE = 'unreadable';
/** A token in the place of its type is not to be shown. */
const TYPE_SHAPE = /^[a-z_-]{1,20}$/i;

const tokenTypeOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const word = textOf(value)?.trim() ?? '';
  return TYPE_SHAPE.test(word) ? word : UNREADABLE_TYPE;
};

/** They are published beside the token: together they must fit into a secret. */
const LONGEST_SCOPE = 4_096;
const LONGEST_SUBJECT = 1_024;

const refreshTokenOf = (value: unknown, dialect: Dialect): Pick<Tokens, 'refreshToken'> => {
  const text = textOf(value);
  if (text !== undefined) return { refreshToken: confidential(text) };
  return value === null && dialect.nullEndsRefreshToken ? { refreshToken: null } : {};
};

const refreshTokenWarning = (refreshToken: Tokens['refreshToken'], asked: Asked): Warning[] => {
  if (refreshToken === null) return ['refresh-token-null'];
  return refreshToken === undefined && asked !== 'login' ? ['refresh-token-missing'] : [];
};

const refreshTokenLifetime = (members: Members, dialect: Dialect): number | undefined =>
  dialect.fields.refreshTokenExpiresIn
    .map((field) => refreshTokenLifetimeOf(member(members, field)))
    .find((seconds) => seconds !== undefined) ?? dialect.refreshTokenLifetimeSeconds;

/** The tokens of a 2xx reply; `undefined` where it has no access token. */
export const issuedTokens = (
  members: Members | undefined,
  dialect: Dialect,
  asked: Asked,
): IssuedTokens | undefined => {
  const { fields } = dialect;
  const accessToken = textOf(member(members, fields.accessToken));
  if (members === undefined || accessToken === undefined) return undefined;

  const lifetime = lifetimeOf(member(members, fields.expiresIn), dialect.defaultLifetimeSeconds);
  const tokenType = tokenTypeOf(member(members, fields.tokenType));
  const refresh = refreshTokenOf(member(members, fields.refreshToken), dialect);
  const refreshTokenExpiresInSeconds = refresh.refreshToken
    ? refreshTokenLifetime(members, dialect)
    : undefined;
  const scope = plainTextOf(member(members, fields.scope), LONGEST_SCOPE);
  const subject =
    fields.subject === undefined ? undefined : plainTextOf(member(members, fields.subject), LONGEST_SUBJECT);

  return {
    tokens: {
      accessToken: confidential(accessToken),
      expiresInSeconds: lifetime.seconds,
      ...(tokenType === undefined ? {} : { tokenType }),
      ...refresh,
      ...(refreshTokenExpiresInSeconds === undefined ? {} : { refreshTokenExpiresInSeconds }),
      ...(scope === undefined ? {} : { scope }),
      ...(subject === undefined ? {} : { subject }),
    },
    warnings: [
      ...(lifetime.warning === undefined ? [] : [lifetime.warning]),
      ...refreshTokenWarning(refresh.refreshToken, asked),
    ],
  };
};

/**
 * Whether consumers can send the access token in a header: visible ASCII, which is what RFC 6749 makes tokens of, less
 * the blank (RFC 6750, section 2.1), and no longer than servers take headers to be.
 */
export const areSendable = ({ accessToken }: Tokens): boolean => {
  const text = accessToken.reveal();
  return text.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(text);
};

/** Whether the tokens are of the kind that consumers are promised; RFC 6750 when nothing is said. */
export const areBearer = (tokens: Tokens): boolean =>
  tokens.tokenType === undefined || isBearer(tokens.tokenType);
