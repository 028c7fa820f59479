import { PlainView } from './live/plain.ts';
import { openTerminal, type View } from './live/terminal.ts';
import type { StayOptions } from './stay.ts';

/** Six ticks of a fleet in a hurry. */
const FIGURES_EVERY = 30_000;

/** In place where a terminal shows it, unless log lines come between; else plain lines without control codes. */
export const viewFor = (
  { logs, print }: { logs: boolean; print: (line: string) => void },
  ...[clouds, onCommand]: Parameters<StayOptions['openView']>
): { readonly view: View; readonly inPlace: boolean } => {
  const { stdin, stdout, env } = process;
  if (stdout.isTTY && env.TERM !== 'dumb' && !logs)
    return {
      view: openTerminal({ input: stdin, output: stdout, colour: stdout.hasColors(env), clouds, onCommand }),
      inPlace: true,
    };
  const plain = new PlainView(FIGURES_EVERY);
  const show: View['show'] = (snapshot) => {
    for (const line of plain.lines(snapshot)) print(line);
  };
  return { view: { show, close() {} }, inPlace: false };
};

/** Shows everything in two places. What the second one takes to close is for its owner to wait for. */
export const both = (one: View, other: View): View => ({
  show(snapshot) {
    one.show(snapshot);
    other.show(snapshot);
  },
  close() {
    one.close();
    other.close();
  },
});
