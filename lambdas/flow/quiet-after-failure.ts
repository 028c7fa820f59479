import type { Announcer } from './ports.ts';

/** A bus that failed once is left alone for the rest of a run: each further try could cost its time limit again. */
export const quietAfterFailure = (announcer: Announcer): Announcer => {
  let failed: unknown;
  return {
    async announce(announcement) {
      if (failed !== undefined) throw failed;
      try {
        await announcer.announce(announcement);
      } catch (error) {
        failed = error;
        throw error;
      }
    },
  };
};
