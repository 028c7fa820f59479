import { SECOND } from '../../lambdas/core/time.ts';
import type { Shown } from '../fleet/answers.ts';
import { type Ending, LONGEST_WAIT } from '../fleet/wait.ts';
import { lifetime } from './principal.ts';
import { problemLines } from './problems.ts';
import { span } from './time.ts';

/**
 * What came of waiting for a token, for people.
 *
 * @param now epoch ms
 * @param look the command that looks again
 */
export const endingLines = (principalId: string, ending: Ending, now: number, look: string): string[] => {
  if (ending.how === 'gone') return problemLines('show', principalId, ending.answer.problems);
  const { shown } = ending;
  switch (ending.how) {
    case 'published':
      return [`${principalId}: published in ${shown.secret_name}, ${lifetime(shown, now)}.`];
    case 'halted':
      return [
        `${principalId}: halted${shown.halt_reason ? ` (${shown.halt_reason})` : ''}. ${why(shown)}`.trim(),
      ];
    case 'paused':
      return [`${principalId}: paused, so nothing is asked for it until somebody resumes it.`];
    case 'deferred':
      return [`${principalId}: not published yet, tried again ${again(shown, now)}. ${why(shown)}`.trim()];
    case 'time-up':
      return [
        `${principalId}: not published after ${span(LONGEST_WAIT)}. ${why(shown) || 'See whether the schedule runs.'}`,
        `  Look again with: ${look}`,
      ];
  }
};

const why = ({ last_error: error }: Shown): string =>
  error === undefined ? '' : `Last error: ${error.code}. ${error.action}`;

const again = ({ refresh_at }: Shown, now: number): string =>
  refresh_at === undefined ? 'later' : `in ${span(refresh_at * SECOND - now)}`;
