import type { Principal } from '../core/principal.ts';
import { type Rescue, rescueRecord } from '../core/rescue.ts';
import { LONGEST_LIFETIME } from '../core/schedule.ts';
import { accessOf, grantDigest, nextGrant, sealedText } from '../core/sealed.ts';
import { SECOND } from '../core/time.ts';
import type { Grant, Presentable, Sealed, Tokens } from '../core/tokens.ts';
import type { Kept, Seal, Written } from './ports.ts';
import type { Attempt } from './run.ts';

export type Keeping =
  | { readonly keeping: 'kept'; readonly principal: Principal }
  /** The row was replaced while we asked: the newer grant stands. */
  | { readonly keeping: 'superseded' }
  /** The row could not be written: the sealed grant went to the log, for an operator to restore. */
  | { readonly keeping: 'rescued' };

const FIRST_PAUSE = SECOND / 4;
const LONGEST_PAUSE = SECOND;

/** What a reply yields, as the row will hold it. */
export interface Yield {
  readonly sealed: Sealed;
  readonly kept: Omit<Kept, 'sealed'>;
}

/** After `refreshed`: the new pair. After a malformed reply: only its grant, so that the next run asks with that. */
export const yieldOf = (
  attempt: Attempt,
  used: Presentable | Grant,
  askedAt: number,
  got: { tokens: Tokens } | { refreshToken: Tokens['refreshToken'] },
): Yield => {
  const { principalId, provider, app } = attempt.principal;
  const tokens = 'tokens' in got ? got.tokens : undefined;
  const refreshToken = tokens ? tokens.refreshToken : 'refreshToken' in got ? got.refreshToken : undefined;
  const grant = grantAfter(attempt, used, refreshToken);
  const refreshTokenExpiresAt = endOfRefreshToken(attempt, askedAt, tokens);
  return {
    sealed: { principalId, provider, app, grant, ...(tokens ? { access: accessOf(tokens) } : {}) },
    kept: {
      grantDigest: grantDigest(principalId, grant),
      ...(tokens
        ? {
            times: {
              issuedAt: askedAt,
              expiresAt:
                askedAt +
                Math.min(Math.max(1, Math.floor(tokens.expiresInSeconds)) * SECOND, LONGEST_LIFETIME),
              ...(refreshTokenExpiresAt === undefined ? {} : { refreshTokenExpiresAt }),
            },
          }
        : {}),
      ...(tokens?.scope === undefined ? {} : { scope: tokens.scope }),
      ...(tokens?.subject === undefined ? {} : { subject: tokens.subject }),
    },
  };
};

/** A code yields what it yields, once: without a refresh token there is nothing to present afterwards. */
const grantAfter = (
  attempt: Attempt,
  used: Presentable | Grant,
  refreshToken: Tokens['refreshToken'],
): Grant =>
  used.kind === 'authorization_code'
    ? nextGrant({ kind: 'none' }, refreshToken)
    : nextGrant(used, refreshToken, attempt.app.protocol.fallback(used));

/** A new refresh token has a new end, or none that is known; an old one keeps its own. */
const endOfRefreshToken = ({ principal }: Attempt, askedAt: number, tokens?: Tokens): number | undefined => {
  if (tokens?.refreshTokenExpiresInSeconds !== undefined)
    return askedAt + Math.min(Math.floor(tokens.refreshTokenExpiresInSeconds) * SECOND, LONGEST_LIFETIME);
  return tokens?.refreshToken === undefined ? principal.refreshTokenExpiresAt : undefined;
};

/**
 * Keeps what was obtained: the one write that must not be lost. Neither lease nor clock is asked here; the
 * generation is the fence. What cannot be written after all retries leaves as a sealed rescue record.
 */
export async function keep(attempt: Attempt, what: Yield, seal: Seal): Promise<Keeping> {
  const { run, principal, leaseId } = attempt;
  const { principals, journal, meter } = run.ports;
  const kept: Kept = { ...what.kept, sealed: await seal(sealedText(what.sealed)) };

  const written = await persistently(attempt, () =>
    principals.keep(principal.principalId, principal.generation, leaseId, kept),
  );
  if (!written) {
    run.tally.count('rescued', principal.provider);
    const { principalId, provider, app, generation } = principal;
    const rescue: Rescue = { principalId, provider, app, generation, keptBy: leaseId, ...kept };
    journal.error('rescue', rescueRecord(rescue));
    meter.rescued(provider);
    run.pendingKeeps.add(rescue);
    return { keeping: 'rescued' };
  }
  if (written.write === 'stale') return { keeping: 'superseded' };
  if (written.principal.state === 'halted')
    await principals.adopt(principal.principalId, run.ports.clock.now());
  return { keeping: 'kept', principal: written.principal };
}

/**
 * Goes on for as long as there is time: `undefined` when it is out. A call that failed may have landed: the next one
 * recognises its own mark, and a rescue record of something that was kept after all is refused by its generation.
 */
async function persistently(attempt: Attempt, call: () => Promise<Written>): Promise<Written | undefined> {
  const { deadline, limits } = attempt.run;
  const { clock, journal } = attempt.run.ports;
  const end = deadline - limits.timeToRescue;
  const stop = new AbortController();
  const timeIsOut = clock.sleep(Math.max(0, end - clock.now()), stop.signal).then(() => undefined);
  const calls = async (): Promise<Written | undefined> => {
    for (let pause = FIRST_PAUSE; !stop.signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await call();
      } catch (error) {
        journal.warn('keep failed', { principalId: attempt.principal.principalId, error });
      }
      if (clock.now() + pause >= end) break;
      await clock.sleep(pause, stop.signal);
    }
    return undefined;
  };
  const written = await Promise.race([calls(), timeIsOut]);
  // With a reason of its own: without one an error is made, with a stack, in every refresh.
  stop.abort('over');
  return written;
}
