import type { Time } from '../../lambdas/consumer/index.ts';

/** A clock that moves only when somebody sleeps or says so. Things can be made to happen at a moment. */
export interface VirtualTime extends Time {
  /** Less than nothing sets the clock back. */
  advance(ms: number): Promise<void>;
  /** Before anybody who sleeps for longer wakes up. */
  after(ms: number, happens: () => Promise<unknown>): void;
}

export const virtualTime = (start: number): VirtualTime => {
  let now = start;
  let agenda: { at: number; happens: () => Promise<unknown> }[] = [];

  const advance = async (ms: number): Promise<void> => {
    if (ms < 0) now += ms;
    const end = now + ms;
    const due = agenda.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    agenda = agenda.filter(({ at }) => at > end);
    for (const { at, happens } of due) {
      now = Math.max(now, at);
      await happens();
    }
    now = Math.max(now, end);
  };

  return {
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      await advance(ms);
      signal?.throwIfAborted();
    },
    advance,
    after(ms, happens) {
      agenda.push({ at: now + ms, happens });
    },
  };
};
