import { SingleBar } from 'cli-progress';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Clock, Terminal } from '../terminal.ts';
import type { Counts } from './ledger.ts';

export interface ProgressBar {
  at(counts: Readonly<Counts>): void;
  stop(): void;
}

/** On standard error, where somebody watches. @param total lines */
export const progressBar = (total: number, { stderr }: Terminal, clock: Clock): ProgressBar => {
  const bar = new SingleBar({
    stream: stderr,
    format: 'import [{bar}] {value}/{total} lines, {rejected} rejected, {rate} a minute',
    clearOnComplete: true,
    // Left as it is, so that nothing has to be set right again after Ctrl-C.
    linewrap: true,
    gracefulExit: false,
  });
  const begun = clock.now();
  bar.start(total, 0, { rejected: 0, rate: '-' });
  return {
    at({ enrolled, rejected, before }) {
      const rate = Math.round((enrolled * MINUTE) / Math.max(clock.now() - begun, SECOND));
      bar.update(Math.min(enrolled + rejected + before, total), { rejected, rate });
    },
    stop: () => bar.stop(),
  };
};
