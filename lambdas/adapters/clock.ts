import { randomUUID } from 'node:crypto';
import type { Chance, Clock } from '../flow/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not that of `node:timers/promises`: whoever is woken there gets an error made, and every refresh wakes two sleepers.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake);
    }),
};

export const systemChance: Chance = {
  fraction: () => Math.random(),
  id: () => randomUUID(),
};
