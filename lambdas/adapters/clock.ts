import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Chance, Clock } from '../flow/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, signal ? { signal } : {});
    } catch {
      // Cut short: whoever waited has been told by other means.
    }
  },
};

export const systemChance: Chance = {
  fraction: () => Math.random(),
  id: () => randomUUID(),
};
