import type { SendRejected } from './rejection-event.ts';
import type { Time } from './time.ts';
import type { Token } from './token.ts';
import { TokenError } from './token-error.ts';

/** Told again only when a tick, with a refresh behind it, should long have been there. */
const TELL_AGAIN_MS = 75_000;
/**
 * Each rejection costs a refresh and a version of a secret, of which one comes back every 15 minutes or so. A token that
 * replaced a refused one within that time, and that was never accepted, is not what is wrong.
 */
const SPARE_MS = 15 * 60_000;

/** What the scheduler was told of one principal. */
export interface Rejections {
  /**
   * Says once, for all who ask, that a token was refused.
   * @throws TokenError `not-told`, or `refused-anew` where telling would not help
   */
  tell(token: Token): Promise<void>;
  /** A provider may well revoke two tokens in a row: the second is told too, if it was ever good. */
  accepted(token: Token): void;
}

export const rejections = (send: SendRejected | undefined, time: Time): Rejections => {
  let told: { generation: number; at: number; sent: Promise<void> } | undefined;
  let lastAccepted = 0;
  return {
    accepted({ generation }) {
      lastAccepted = Math.max(lastAccepted, generation);
    },
    async tell({ principalId, generation }) {
      if (!send) throw nobodyToTell(principalId);
      const now = time.now();
      const age = told ? now - told.at : Number.POSITIVE_INFINITY;
      const wasNeverGood =
        told !== undefined && told.generation !== generation && lastAccepted !== generation;
      if (wasNeverGood && age < SPARE_MS) throw refusedAnew(principalId);
      if (!told || told.generation !== generation || age >= TELL_AGAIN_MS)
        told = { generation, at: now, sent: send({ principalId, generation }) };
      const mine = told;
      try {
        await mine.sent;
      } catch (error) {
        if (told === mine) told = undefined;
        throw notTold(principalId, error);
      }
    },
  };
};

export const refusedAnew = (principalId: string): TokenError =>
  new TokenError(
    'refused-anew',
    'fix',
    principalId,
    'the provider refuses a token that was made to replace a refused one. It is not the token: look at the request, ' +
      'at what its scope allows, and at whether something else logs in with the same app',
  );

const nobodyToTell = (principalId: string): TokenError =>
  new TokenError(
    'rejected',
    'wait',
    principalId,
    'the provider refuses the newest token. With eventBus or sendRejected the scheduler would be told; as it is, the ' +
      'token is replaced when it is due',
  );

/** These are not mended by time. */
const TO_FIX = /Missing|Denied|NotAuthorized|Credentials|UnrecognizedClient|Signature|ResourceNotFound/;

const notTold = (principalId: string, thrown: unknown): TokenError => {
  const { name = 'unknown', message = '' } = thrown as { name?: string; message?: string };
  return new TokenError(
    'not-told',
    TO_FIX.test(name) ? 'fix' : 'wait',
    principalId,
    `the provider refuses the newest token, and the scheduler could not be told: ${name} ${message}`.trimEnd(),
    { cause: thrown },
  );
};
