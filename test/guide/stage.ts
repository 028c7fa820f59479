import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUTPUT } from '../../lambdas/contract.ts';
import { functionAt } from '../../local/operate.ts';
import { openWorld, type World } from '../../local/world.ts';
import { atTheTerminal, type Seen } from './at-the-terminal.ts';
import { openShell } from './shell.ts';

const COMMAND = 'npx refresh-scheduler ';

/** A fleet on this machine, and a folder, the current one, in which somebody works as the guide says. */
export interface Stage {
  readonly world: World;
  /** One line of a shell. A command of ours alone runs in this process: it need not wait for ticks. */
  type(line: string): Promise<Seen>;
  tick(): Promise<void>;
  /** A census that looks up every secret. */
  census(): Promise<void>;
  close(): Promise<void>;
}

export const openStage = async (): Promise<Stage> => {
  const world = await openWorld({ onProgress() {}, onLine() {} });
  const folder = await mkdtemp(join(tmpdir(), 'guide-'));
  const shell = await openShell(folder, world.aws);
  const port = new URL(world.aws.url).port;
  const before = process.cwd();
  process.chdir(folder);
  const tick = async (): Promise<void> => {
    const fired = await world.stack.tick();
    if (!fired.ok) throw new Error(`the tick failed: ${fired.errorMessage}`);
  };
  return {
    world,
    tick,
    type: (line) =>
      line.startsWith(COMMAND) && !line.includes('|')
        ? atTheTerminal([...wordsOf(line.slice(COMMAND.length)), '--local', port], world.clouds, tick)
        : shell(line),
    async census() {
      const counted = await functionAt(world.stack, OUTPUT.censusFunction).invoke({ deep: true });
      if (!counted.ok) throw new Error(`the census failed: ${counted.errorMessage}`);
    },
    async close() {
      process.chdir(before);
      await world.close();
      await rm(folder, { recursive: true });
    },
  };
};

const wordsOf = (line: string): string[] => line.trim().split(/ +/);
