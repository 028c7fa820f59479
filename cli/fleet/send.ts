import { EXIT } from '../exit.ts';
import { type Report, reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { problemLines } from '../words/problems.ts';
import type { Done, Operation } from './answers.ts';
import { AwsFailureError } from './aws-failure.ts';
import { type Operate, withFleet } from './operate.ts';
import type { Request } from './requests.ts';
import type { WhereOptions } from './where.ts';

export interface Sending {
  /** The command, as it is typed. */
  readonly doing: string;
  /** What to do where it may have been done, although no answer says so. */
  whenUnsure?(about: string): string;
}

/** A refusal is told, and leaves its exit code. */
export const send = async <O extends Operation>(
  request: Request<O>,
  { doing, whenUnsure }: Sending,
  operate: Operate,
  report: Report,
  terminal: Terminal,
): Promise<Done<O> | undefined> => {
  const { about, named } = request;
  const answer = await operate(request).catch((error: unknown) => {
    if (!(error instanceof AwsFailureError)) throw error;
    const what = [doing, about].join(' ').trim();
    const advice = error.mayBeDone && whenUnsure ? ` ${whenUnsure(about)}` : '';
    throw new AwsFailureError(`${what}: ${error.message}${advice}`, error.mayBeDone);
  });
  if (answer.ok) return answer;
  report.failed({ ...answer, ...named }, problemLines(doing, about, answer.problems));
  terminal.exitCode = EXIT.refused;
  return undefined;
};

interface One<O extends Operation> extends Sending {
  readonly request: Request<O>;
  /** What is told of it when it is done. */
  linesOf(answer: Done<O>): readonly string[];
}

/** Finds the fleet, asks it for one thing, and tells what came of it. */
export const sendOne = async <O extends Operation>(
  { request, linesOf, ...sending }: One<O>,
  options: WhereOptions & { readonly json?: boolean },
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  const report = reportTo(terminal, options.json === true);
  const answer = await withFleet(options, clock, (operate) =>
    send(request, sending, operate, report, terminal),
  );
  if (answer) report.done(answer, linesOf(answer));
};
