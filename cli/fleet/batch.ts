import { EXIT } from '../exit.ts';
import type { Report } from '../report.ts';
import type { Terminal } from '../terminal.ts';
import { problemLines } from '../words.ts';
import type { Done } from './answers.ts';
import { AwsFailureError } from './aws-failure.ts';
import type { Operate } from './operate.ts';
import { NAMED_BY, type Operation, type Request } from './requests.ts';

interface Batch<O extends Operation> {
  readonly requests: readonly Request<O>[];
  /** The command, as it is typed. */
  readonly doing: string;
  /** What became of those that went well. */
  readonly did: string;
  onDone(answer: Done<O>): void;
  /** What to do where it may have been done, although no answer says so. */
  whenUnsure(about: string): string;
}

/**
 * Sends one after the other. A refusal does not stop the rest; AWS failing does, for it would fail the rest as well.
 *
 * @returns what was done
 * @throws {AwsFailureError} with the name of the one it happened at
 */
export const sendAll = async <O extends Operation>(
  { requests, doing, did, onDone, whenUnsure }: Batch<O>,
  operate: Operate,
  report: Report,
  terminal: Terminal,
): Promise<readonly Done<O>[]> => {
  const done: Done<O>[] = [];
  let refused = 0;
  try {
    for (const [index, request] of requests.entries()) {
      const { about, operation } = request;
      report.progress(`${doing} ${about} (${index + 1} of ${requests.length})`);
      const answer = await operate(request).catch((error: unknown) => {
        if (!(error instanceof AwsFailureError)) throw error;
        const advice = error.mayBeDone ? ` ${whenUnsure(about)}` : '';
        throw new AwsFailureError(`${doing} ${about}: ${error.message}${advice}`, error.mayBeDone);
      });
      if (answer.ok) {
        done.push(answer);
        onDone(answer);
      } else {
        refused += 1;
        report.failed(
          { ...answer, [NAMED_BY[operation]]: about },
          problemLines(doing, about, answer.problems),
        );
      }
    }
  } finally {
    const rest = requests.length - done.length - refused;
    const counts = [
      `${done.length} ${did}`,
      `${refused} refused`,
      ...(rest > 0 ? [`${rest} not tried or not answered`] : []),
    ];
    if (requests.length > 1) report.note(counts.join(', '));
    if (refused > 0) terminal.exitCode = EXIT.refused;
  }
  return done;
};
