import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LINE = /^\s*(?<pid>\d+)\s+(?<parent>\d+)\s+(?<command>.*)$/;

export interface Process {
  readonly pid: number;
  /** Program and arguments. */
  readonly command: string;
}

/** What a process has started, and what that has, as far as it runs now. */
export const startedBy = async (pid: number): Promise<Process[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const all = stdout.split('\n').flatMap((line) => {
    const { pid, parent, command = '' } = LINE.exec(line)?.groups ?? {};
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const under = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...under(one.pid)]);
  return under(pid);
};

/** One that has ended meanwhile is left alone. */
export const signalTo = ({ pid }: Process, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
