import { confidential } from '../confidential.ts';
import { isBearer, type Tokens, type Warning } from '../tokens.ts';
import { type Members, member, textOf } from './body.ts';
import type { Dialect } from './dialect.ts';
import { lifetimeOf, refreshTokenLifetimeOf } from './lifetime.ts';
import type { Asked } from './protocol.ts';

export interface IssuedTokens {
  readonly tokens: Tokens;
  readonly warnings: readonly Warning[];
}

/** What a type that is neither text nor absent is called: it is no Bearer token, whatever it is. */
const UNREADABLE_TYPE = 'unreadable';

const tokenTypeOf = (value: unknown): string | undefined =>
  value === undefined || value === null || value === ''
    ? undefined
    : (textOf(value)?.trim() ?? UNREADABLE_TYPE);

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
  const scope = textOf(member(members, fields.scope));
  const subject = fields.subject === undefined ? undefined : textOf(member(members, fields.subject));

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

/** Whether the tokens are of the kind that consumers are promised; RFC 6750 when nothing is said. */
export const areBearer = (tokens: Tokens): boolean =>
  tokens.tokenType === undefined || isBearer(tokens.tokenType);
