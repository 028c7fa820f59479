import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, test } from '@jest/globals';
import { openTerminal } from '../../../local/live/terminal.ts';
import { aSnapshot, manyPrincipals } from './a-snapshot.ts';

/** A terminal of 80 times 24: what is typed, what is seen, and whether it takes keys one by one. */
const aTerminal = () => {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    raw: false,
    setRawMode(raw: boolean) {
      input.raw = raw;
    },
  });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const commands: unknown[] = [];
  const view = openTerminal({
    input: input as unknown as ReadStream,
    output: output as unknown as WriteStream,
    colour: false,
    clouds: ['dkn', 'huawei'],
    onCommand: (command) => commands.push(command),
  });
  const seen = (): string => String(output.read() ?? '');
  const type = async (text: string): Promise<void> => {
    input.write(text);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { input, output, view, commands, seen, type };
};

describe('a terminal', () => {
  test('shows a snapshot, and rewrites only what has changed', () => {
    const { view, seen } = aTerminal();
    const snapshot = aSnapshot({ principals: manyPrincipals(5) });

    view.show(snapshot);
    const first = seen();
    view.show({ ...snapshot, figures: { ...snapshot.figures, ticks: 61 } });
    const second = seen();
    view.close();

    expect(first).toContain('thing-5');
    expect(second).toContain('ticks 61');
    expect(second).not.toContain('thing-5');
  });

  test('turns keys into commands', async () => {
    const { view, commands, type } = aTerminal();
    view.show(aSnapshot());

    for (const key of ['o', '2', 'k', '\u0003']) await type(key);
    view.close();

    expect(commands).toEqual([
      { do: 'toggle', fault: { kind: 'outage', cloud: 'huawei' } },
      { do: 'kill' },
      { do: 'stop' },
    ]);
  });

  test('scrolls by keys, to the end and no further', async () => {
    const { view, commands, seen, type } = aTerminal();
    view.show(aSnapshot({ principals: manyPrincipals(100) }));
    seen();

    for (const key of ['\u001B[F', '\u001B[6~']) await type(key);
    const atTheEnd = seen();
    view.close();

    expect(atTheEnd).toContain('thing-100');
    expect(commands).toEqual([]);
  });

  test('gives the terminal back when it is closed, without the keys', () => {
    const { input, output, view, seen } = aTerminal();
    view.show(aSnapshot());
    const rawWhileOpen = input.raw;

    view.close();

    expect([rawWhileOpen, input.raw, input.isPaused()]).toEqual([true, false, true]);
    expect(output.listenerCount('resize')).toBe(0);
    expect(seen()).toContain('home-1');
  });
});
