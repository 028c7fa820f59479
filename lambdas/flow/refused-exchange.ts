import type { Outcome } from '../core/outcome.ts';
import type { Protocol } from '../core/protocols/protocol.ts';
import type { Asking } from './ask.ts';
import { type Enrolment, type Refusal, refusal } from './enrolment.ts';

/** Why an exchange gave nothing to keep, and what a person can do about it. */
export const notYielded = (asking: Asking, grant: Enrolment['grant'], protocol: Protocol): Refusal => {
  switch (asking.asking) {
    case 'superseded':
      return refusal('principal_id', 'Its row changed meanwhile: look at it, then authorize again');
    case 'broken-off':
      return asking.unspent
        ? refusal('grant', `Nobody was asked (${asking.code}): try again with the same`)
        : refusal('grant', `It was cut off (${asking.code}) and may be spent: authorize again`);
    case 'answered':
      return ofOutcome(asking.answer.outcome, asking.answer.unspent, grant, protocol);
  }
};

const ofOutcome = (
  outcome: Outcome,
  unspent: boolean,
  grant: Enrolment['grant'],
  protocol: Protocol,
): Refusal => {
  switch (outcome.kind) {
    case 'refused':
      return outcome.code === 'another-subject'
        ? refusal('subject', `${outcome.reason} Have the right one authorize`)
        : refusal('grant', `${outcome.reason} ${protocol.reauthorize}`);
    case 'misconfigured':
      return grant.kind === 'authorization_code'
        ? refusal(
            'app secret',
            `${outcome.reason} Correct the app's secret, or give the redirect_uri and code_verifier that the code was issued with, then try again`,
          )
        : refusal('app secret', `${outcome.reason} Correct the app's secret, then try again`);
    case 'deferred':
      return refusal(
        'grant',
        unspent
          ? `${outcome.reason} Nothing was spent: try again with the same`
          : `${outcome.reason} Whether it was spent cannot be told: authorize again`,
      );
    case 'refreshed':
      return refusal('grant', 'It yielded nothing to keep: authorize again');
  }
};
