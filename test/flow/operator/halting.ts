import type { Bed } from '../bed.ts';

const MINUTE = 60_000;

/** Enrolled, published, then refused by its cloud. Its token lives on for some minutes. */
export const haltOne = async (bed: Bed, principalId: string): Promise<void> => {
  await bed.enrol('dkn', principalId);
  await bed.tick();
  bed.clock.advance(46 * MINUTE);
  const body = JSON.stringify({ error: 'invalid_request', error_description: 'Invalid refresh_token' });
  bed.clouds.dkn.faults.set({ kind: 'status', status: 400, body }, { remaining: 1 });
  await bed.tick();
  bed.clock.advance(MINUTE);
};
