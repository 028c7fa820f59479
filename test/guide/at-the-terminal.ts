import { PassThrough } from 'node:stream';
import { run } from '../../cli/program.ts';
import type { Clouds } from '../../local/world.ts';
import { Written } from '../cli/command.ts';

/** What somebody saw, results and messages as they came. */
export interface Seen {
  readonly exitCode: number;
  readonly text: string;
  /** It was done in another way: what it takes is not on this machine. */
  readonly instead?: true;
}

/** Between two looks a tick runs, so that nobody has to wait for one. */
const clockThat = (tick: () => Promise<void>) => ({
  now: () => Date.now(),
  pause: tick,
});

/**
 * One command line, with a person who answers what is asked: the owner of a home agrees at the page, and a refresh token
 * is at hand.
 */
export const atTheTerminal = async (
  args: readonly string[],
  clouds: Clouds,
  tick: () => Promise<void>,
): Promise<Seen> => {
  const stdin = new PassThrough();
  const seen = new Written();
  const terminal = { stdin, stdout: seen, stderr: seen, exitCode: 0 };
  const ended = run(args, terminal, clockThat(tick));
  if (args[0] === 'authorize') {
    await Promise.race([seen.says('state='), ended]);
    stdin.end(ownerAgrees(args, seen.text, clouds));
  } else if (args.includes('--grant')) stdin.end(newRefreshToken(args, clouds));
  await ended;
  return { exitCode: terminal.exitCode, text: seen.text };
};

/** The address at which the browser of an owner ends. */
const ownerAgrees = (args: readonly string[], said: string, { dkn }: Clouds): string => {
  const query = new URLSearchParams(/oauth\?(\S+)/.exec(said)?.[1] ?? '');
  const redirectUri = query.get('redirect_uri') ?? '';
  const code = dkn.issueCode({ principal: args[1] ?? '', app: 'homes', redirectUri });
  return `${redirectUri}?${new URLSearchParams({ code, state: query.get('state') ?? '' })}\n`;
};

const newRefreshToken = (args: readonly string[], { dkn }: Clouds): string => {
  const principal = args[Math.max(args.indexOf('--id'), 0) + 1] ?? '';
  return dkn.issueGrant({ principal, app: 'homes' }).refreshToken;
};
