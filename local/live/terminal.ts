import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import { frame, furthestScroll } from './frame.ts';
import { type Command, type Key, type KeyMode, keyTexts, press } from './keys.ts';
import type { Snapshot } from './snapshot.ts';

/** Where something shows what goes on, until it is closed. */
export interface View {
  show(snapshot: Snapshot): void;
  /** Puts the terminal back as it was; what was shown last stays. */
  close(): void;
}

export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly colour: boolean;
  /** Names of the clouds that can be broken. */
  readonly clouds: readonly string[];
  readonly onCommand: (command: Exclude<Command, { do: 'scroll' }>) => void;
}

/** A view that refreshes in place, and takes keys. */
export const openTerminal = ({ input, output, colour, clouds, onCommand }: TerminalOptions): View => {
  const update = createLogUpdate(output);
  const takesKeys = input.isTTY === true;
  let mode: KeyMode = 'ready';
  let scrolledTo = 0;
  let last: Snapshot | undefined;

  const screen = () => ({
    columns: output.columns ?? 80,
    rows: output.rows ?? 24,
    colour,
    scrolledTo,
    keys: takesKeys ? keyTexts(mode, clouds) : [],
  });
  const draw = (): void => {
    if (last) update(frame(last, screen()).join('\n'));
  };
  const scroll = ({ by, page }: Extract<Command, { do: 'scroll' }>): void => {
    if (!last) return;
    const most = furthestScroll(last, screen());
    const shown = last.principals.length - most;
    scrolledTo = Math.min(most, Math.max(0, Math.min(scrolledTo, most) + (page ? by * shown : by)));
  };
  const onKey = (_: string | undefined, key: Key & { sequence?: string }): void => {
    // Digits have no name of their own.
    const pressed = press(mode, { ...key, name: key.name ?? key.sequence }, clouds);
    mode = pressed.mode;
    if (pressed.command?.do === 'scroll') scroll(pressed.command);
    else if (pressed.command) onCommand(pressed.command);
    draw();
  };

  if (takesKeys) {
    emitKeypressEvents(input);
    input.setRawMode(true);
    input.on('keypress', onKey);
    input.resume();
  }
  output.on('resize', draw);

  return {
    show(snapshot) {
      last = snapshot;
      draw();
    },
    close() {
      output.off('resize', draw);
      if (takesKeys) {
        input.off('keypress', onKey);
        input.setRawMode(false);
        input.pause();
      }
      if (last) update(frame(last, { ...screen(), keys: [] }).join('\n'));
      update.done();
    },
  };
};
