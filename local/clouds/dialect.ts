import type { Fault, FaultKind } from './faults.ts';
import type { WireReply, WireRequest } from './http/wire.ts';
import type { Pair, Presentation } from './state/pair.ts';

/** What a request to a cloud wants. `other` stands for anything that no token can come of. */
export type Asked = 'refresh' | 'login' | 'exchange' | 'other';

/** A request as far as it can be told without judging it. */
export interface Asking {
  readonly request: WireRequest;
  readonly asked: Asked;
  /** Name of the app that the request speaks for. */
  readonly app: string | undefined;
  /** Where no refresh token tells it. */
  readonly principal?: string | undefined;
  readonly refreshToken: string | undefined;
}

/** `granted` is there when a pair was issued, whether or not the reply is as it should be. */
export interface Answer {
  readonly reply: WireReply;
  readonly granted?: Pair;
}

/** All that one cloud knows and the others do not. */
export interface Dialect<A extends Asking> {
  /** Faults that make no sense at this cloud. */
  readonly unknownFaults: readonly FaultKind[];
  /** Changes nothing. */
  recognise(request: WireRequest): A;
  /**
   * Judges the request and acts on it, all at once: nothing else happens in between.
   * `fault` concerns it only where it shows in the words: frozen, secret-changed, wrong-type, wrong-subject, no-access-token.
   */
  answer(asking: A, presentation: Presentation | undefined, fault: Fault | undefined): Answer;
  /** Whether a live pair's owner may use it just now. @default always */
  readonly opens?: (pair: Pair) => boolean;
  /** The protected resource's refusal of a token that is dead or missing. */
  refuseResource(accessToken: string | undefined): WireReply;
}

export const refusal = (reply: WireReply): Answer => ({ reply });

/** The client secret that the server wants just now; `undefined` when none will do. */
export const wantedSecret = (registered: string, fault: Fault | undefined): string | undefined =>
  fault?.kind === 'secret-changed' ? fault.secret : registered;

/** The fields of a token reply, spoilt where a fault wants them so. `names` are the cloud's spellings. */
export const spoil = (
  fields: Readonly<Record<string, unknown>>,
  names: { readonly accessToken: string; readonly tokenType: string },
  fault: Fault | undefined,
): Record<string, unknown> => {
  const spoilt = { ...fields };
  if (fault?.kind === 'wrong-type') spoilt[names.tokenType] = 'mac';
  if (fault?.kind === 'no-access-token') delete spoilt[names.accessToken];
  return spoilt;
};
