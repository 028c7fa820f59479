import { readPublished } from '../../../lambdas/consumer/published-token.ts';
import type { Outcome } from '../../../lambdas/core/outcome.ts';
import type { Principal } from '../../../lambdas/core/principal.ts';
import type { Asked, Protocol } from '../../../lambdas/core/protocols/protocol.ts';
import { LONGEST_LIFETIME, lookAgain } from '../../../lambdas/core/schedule.ts';
import { accessOf, readSealed, sealedText } from '../../../lambdas/core/sealed.ts';
import { secretView } from '../../../lambdas/core/secret.ts';
import { AS_DEPLOYED } from '../../../lambdas/core/tempo.ts';
import type { Presentable, Tokens } from '../../../lambdas/core/tokens.ts';
import { yieldOf } from '../../../lambdas/flow/keep.ts';
import type { Attempt } from '../../../lambdas/flow/run.ts';
import { aPrincipal } from '../../core/a-principal.ts';
import { authorizationCode, LOGIN, refreshToken } from '../../core/protocols/builders.ts';
import { ofHeader, ofPrinted, ofPrototypes, ofSecrecy, ofWholeNumber } from '../promises.ts';

const VERDICTS: ReadonlySet<string> = new Set(['deferred', 'refused', 'misconfigured', 'refreshed']);
const LONGEST_CODE = 64;
const LONGEST_REASON = 160;
const YEAR_SECONDS = 365 * 86_400;
/** Of a secret at AWS. */
const MOST_BYTES = 65_536;
const LONGEST_TOKEN = 16_384;
/** Visible ASCII: what RFC 6750 lets a header hold, and somewhat more. */
const SENDABLE = /^[\x21-\x7e]+$/;

const ASKED_AT = Date.UTC(2026, 10, 22, 11, 59, 59);

const isSuccess = (status: number) => status >= 200 && status <= 299;

/** What any outcome promises, whatever came. */
export const ofOutcome = (protocol: Protocol, asked: Asked, status: number, outcome: Outcome): string[] => {
  if (!VERDICTS.has(outcome.kind)) return [`no such outcome: ${typeof outcome.kind}`];
  return [
    ...ofPrototypes(),
    ...ofPrinted('reason', outcome.reason, LONGEST_REASON),
    ...ofSecrecy(withoutPublished(outcome)),
    ...(outcome.kind === 'refreshed'
      ? ofRefreshed(protocol, asked, status, outcome)
      : ofFailed(protocol, asked, status, outcome)),
  ];
};

/** Scope and subject are published as the cloud says them: it may say there what it likes. */
const withoutPublished = (outcome: Outcome): unknown => {
  if (outcome.kind === 'refreshed') return { ...outcome, tokens: bare(outcome.tokens) };
  const { salvage, ...rest } = outcome as Extract<Outcome, { kind: 'deferred' }>;
  return salvage === undefined
    ? rest
    : { ...rest, salvage: { ...salvage, tokens: salvage.tokens && bare(salvage.tokens) } };
};

const bare = ({ scope: _, subject: __, ...tokens }: Tokens): object => tokens;

const ofFailed = (
  protocol: Protocol,
  asked: Asked,
  status: number,
  outcome: Exclude<Outcome, { kind: 'refreshed' }>,
): string[] => {
  const salvage = 'salvage' in outcome ? outcome.salvage : undefined;
  const unspent = 'unspent' in outcome && outcome.unspent;
  return [
    ...ofPrinted('code', outcome.code, LONGEST_CODE),
    ...(outcome.code === '' ? ['code is empty'] : []),
    ...(unspent && (isSuccess(status) || (status >= 500 && status <= 599))
      ? [`unspent under ${status}`]
      : []),
    ...(outcome.kind === 'deferred' && outcome.appWaitMs !== undefined
      ? ofWholeNumber('the wait', outcome.appWaitMs, 1_000, 3_600_000)
      : []),
    ...(salvage?.refreshToken?.reveal().trim() === '' ? ['salvaged nothing'] : []),
    ...(salvage?.tokens ? ofTokens(protocol, asked, salvage.tokens) : []),
  ];
};

const ofRefreshed = (
  protocol: Protocol,
  asked: Asked,
  status: number,
  { tokens }: Extract<Outcome, { kind: 'refreshed' }>,
): string[] => {
  const accessToken = tokens.accessToken.reveal();
  const unusable = [
    ...(isSuccess(status) ? [] : [`refreshed under ${status}`]),
    ...(SENDABLE.test(accessToken) ? [] : ['the access token cannot be sent']),
    ...(accessToken.length > LONGEST_TOKEN ? [`the access token has ${accessToken.length} characters`] : []),
    ...ofTokens(protocol, asked, tokens),
  ];
  return unusable.length > 0 ? unusable : ofPublished(protocol, asked, tokens);
};

/** They can be kept and sealed, and what was sealed is what comes out. */
const ofTokens = (protocol: Protocol, asked: Asked, tokens: Tokens): string[] => {
  const { sealed, kept } = keptOf(protocol, asked, tokens);
  const { issuedAt = Number.NaN, expiresAt, refreshTokenExpiresAt } = kept.times ?? {};
  const latest = issuedAt + LONGEST_LIFETIME;
  const opened = readSealed(sealedText(sealed), sealed);
  return [
    ...ofWholeNumber('the lifetime', tokens.expiresInSeconds, 1, YEAR_SECONDS),
    ...(issuedAt === ASKED_AT ? [] : [`issued at ${issuedAt}`]),
    ...ofWholeNumber('the end', expiresAt, issuedAt + 1, latest),
    ...(refreshTokenExpiresAt === undefined
      ? []
      : ofWholeNumber("the refresh token's end", refreshTokenExpiresAt, issuedAt + 1, latest)),
    ...(tokens.refreshToken?.reveal().trim() === '' ? ['the refresh token is blank'] : []),
    ...(opened?.access?.token.equals(tokens.accessToken) ? [] : ['sealed and opened, the token is another']),
    ...(tokens.tokenType === undefined ? [] : ofPrinted('token type', tokens.tokenType, LONGEST_CODE)),
  ];
};

/** They can be published, and consumers read what was published, and can send it. */
const ofPublished = (protocol: Protocol, asked: Asked, tokens: Tokens): string[] => {
  const { principal, kept } = keptOf(protocol, asked, tokens);
  const { sealed: _, scope, subject } = { sealed: undefined, ...kept };
  const row: Principal = {
    ...principal,
    ...kept.times,
    generation: principal.generation + 1,
    ...(scope !== undefined && { scope }),
    ...(subject !== undefined && { subject }),
  };
  const { text, version } = secretView(row, accessOf(tokens));
  const bytes = Buffer.byteLength(text.reveal());
  const look = lookAgain({ issuedAt: row.issuedAt ?? 0, expiresAt: row.expiresAt ?? 0 }, 0.5, AS_DEPLOYED);
  const published = readPublished(row.principalId, text.reveal());
  return [
    ...(bytes > MOST_BYTES ? [`the secret has ${bytes} bytes`] : []),
    ...(version.length > 64 ? ['the version has too long a name'] : []),
    ...ofWholeNumber('the next look', look, ASKED_AT + 1, ASKED_AT + LONGEST_LIFETIME),
    ...(published.reveal() === tokens.accessToken.reveal() ? [] : ['published, the token is another']),
    ...ofHeader('what consumers send', published.authorization),
    ...(scope === undefined ? [] : ofPublicText('scope', scope)),
    ...(subject === undefined ? [] : ofPublicText('subject', subject)),
  ];
};

/** Shown to operators, and to consumers. */
const ofPublicText = (what: string, text: string): string[] =>
  ofPrinted(what, text, 4_096).filter((complaint) => !complaint.endsWith('shows a secret'));

const keptOf = (protocol: Protocol, asked: Asked, tokens: Tokens) => {
  const principal = aPrincipal({ provider: protocol.provider });
  const attempt = { principal, app: { protocol } } as unknown as Attempt;
  return { principal, ...yieldOf(attempt, USED[asked], ASKED_AT, { tokens }) };
};

const USED: Readonly<Record<Asked, Presentable>> = {
  refresh: refreshToken(),
  login: LOGIN,
  exchange: authorizationCode(),
};
