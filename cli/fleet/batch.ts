import type { Report } from '../report.ts';
import type { Terminal } from '../terminal.ts';
import type { Done, Operation } from './answers.ts';
import type { Operate } from './operate.ts';
import type { Request } from './requests.ts';
import { type Sending, send } from './send.ts';

interface Batch<O extends Operation> extends Sending {
  readonly requests: readonly Request<O>[];
  /** What became of those that went well. */
  readonly did: string;
  onDone(answer: Done<O>): void;
}

/**
 * Sends one after the other. A refusal does not stop the rest; AWS failing does, for it would fail the rest as well.
 *
 * @returns what was done
 * @throws {AwsFailureError} with the name of the one it happened at
 */
export const sendAll = async <O extends Operation>(
  { requests, did, onDone, ...sending }: Batch<O>,
  operate: Operate,
  report: Report,
  terminal: Terminal,
): Promise<readonly Done<O>[]> => {
  const done: Done<O>[] = [];
  let refused = 0;
  try {
    for (const [index, request] of requests.entries()) {
      report.progress(`${sending.doing} ${request.about} (${index + 1} of ${requests.length})`);
      const answer = await send(request, sending, operate, report, terminal);
      if (answer) {
        done.push(answer);
        onDone(answer);
      } else refused += 1;
    }
  } finally {
    const rest = requests.length - done.length - refused;
    const counts = [
      `${done.length} ${did}`,
      `${refused} refused`,
      ...(rest > 0 ? [`${rest} not tried or not answered`] : []),
    ];
    if (requests.length > 1) report.note(counts.join(', '));
  }
  return done;
};
