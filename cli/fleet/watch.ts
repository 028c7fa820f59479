import { EXIT } from '../exit.ts';
import type { Report } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { endingLines } from '../words/ending.ts';
import { span } from '../words/time.ts';
import { AwsFailureError } from './aws-failure.ts';
import { nextCommand } from './next-command.ts';
import type { Operate } from './operate.ts';
import { type Ending, waitUntilPublished } from './wait.ts';
import type { WhereOptions } from './where.ts';

/** Tells of each principal how it ended: as done where its token is published, else as failed. */
export const watch = async (
  ids: readonly string[],
  where: WhereOptions,
  operate: Operate,
  report: Report,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  let published = 0;
  const onLook = (left: number, ms: number): void =>
    report.progress(`waiting for ${left} of ${ids.length} to be published, ${span(ms)}`);
  const onEnd = (id: string, ending: Ending): void => {
    const lines = endingLines(id, ending, clock.now(), nextCommand(`show ${id}`, where));
    if (ending.how === 'published') {
      published += 1;
      report.done(ending.shown, lines);
    } else {
      report.failed(ending.how === 'gone' ? { ...ending.answer, principal_id: id } : ending.shown, lines);
      terminal.exitCode = EXIT.refused;
    }
  };
  try {
    await waitUntilPublished(ids, operate, clock, { onEnd, onLook });
  } catch (error) {
    if (!(error instanceof AwsFailureError)) throw error;
    throw new AwsFailureError(`They are enrolled, but not seen to be published: ${error.message}`);
  }
  if (ids.length > 1) report.note(`${published} of ${ids.length} published`);
};
