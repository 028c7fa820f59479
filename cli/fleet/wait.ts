import { SECOND } from '../../lambdas/core/time.ts';
import type { Clock } from '../terminal.ts';
import type { Answer, Shown } from './answers.ts';
import { AwsFailureError } from './aws-failure.ts';
import type { Operate } from './operate.ts';
import { showRequest } from './requests.ts';

/** Two ticks, a run each, and some. */
export const LONGEST_WAIT = 150 * SECOND;
const BETWEEN_LOOKS = 3 * SECOND;
/** In a row: one that is lost on the way is no reason to give up. */
const MOST_FAILED_LOOKS = 3;

/** Why nobody need wait for a principal any longer. */
export type Ending =
  | { readonly how: 'published' | 'halted' | 'paused' | 'deferred' | 'time-up'; readonly shown: Shown }
  | { readonly how: 'gone'; readonly answer: Extract<Answer<'show'>, { ok: false }> };

interface Waiting {
  onEnd(principalId: string, ending: Ending): void;
  /** @param left how many are still waited for; `ms` since the beginning */
  onLook(left: number, ms: number): void;
}

/**
 * Looks at principals until each is published, cannot be in time, or the time is up.
 *
 * @throws {AwsFailureError} when the fleet cannot be looked at any more
 */
export const waitUntilPublished = async (
  principalIds: readonly string[],
  operate: Operate,
  clock: Clock,
  { onEnd, onLook }: Waiting,
): Promise<void> => {
  const start = clock.now();
  const deadline = start + LONGEST_WAIT;
  const waiting = new Set(principalIds);
  let failedLooks = 0;
  for (;;) {
    const lastLook = clock.now() + BETWEEN_LOOKS > deadline;
    for (const principalId of waiting) {
      onLook(waiting.size, clock.now() - start);
      const answer = await operate(showRequest(principalId)).catch((error: unknown) => {
        if (!(error instanceof AwsFailureError) || lastLook || ++failedLooks === MOST_FAILED_LOOKS)
          throw error;
      });
      if (!answer) continue;
      failedLooks = 0;
      const ending = endingOf(answer, deadline, lastLook);
      if (!ending) continue;
      waiting.delete(principalId);
      onEnd(principalId, ending);
    }
    if (waiting.size === 0) return;
    await clock.pause(BETWEEN_LOOKS);
  }
};

const endingOf = (answer: Answer<'show'>, deadline: number, lastLook: boolean): Ending | undefined => {
  if (!answer.ok) return { how: 'gone', answer };
  if (answer.published) return { how: 'published', shown: answer };
  if (answer.state !== 'active') return { how: answer.state, shown: answer };
  const { refresh_at, last_error } = answer;
  // Without an error it is a run that holds the row, and the row comes back when the run is over.
  if (last_error && refresh_at !== undefined && refresh_at * SECOND > deadline)
    return { how: 'deferred', shown: answer };
  return lastLook ? { how: 'time-up', shown: answer } : undefined;
};
