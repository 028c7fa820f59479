import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Ports, Vault } from '../../lambdas/flow/ports.ts';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;
const names = (n: number) => Array.from({ length: n }, (_, i) => `home-${i}`);

const enrolMany = async (bed: Bed, ids: readonly string[]) => {
  for (const id of ids) await bed.enrol('dkn', id);
};

/** Secrets Manager takes no writes: how often it was tried, and how many tries were under way at once. */
const vaultDown = (bed: Bed) => {
  const seen = { tried: 0, underWay: 0, mostAtOnce: 0 };
  const publish: Vault['publish'] = async () => {
    seen.tried += 1;
    seen.underWay += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.underWay);
    // Long enough for every other row to come as far as this.
    for (let turn = 0; turn < 200; turn += 1) await setImmediate();
    seen.underWay -= 1;
    return { publication: 'failed', fault: 'service', code: 'publish-InternalServiceError' };
  };
  const ports: Ports = { ...bed.ports, vault: { ...bed.ports.vault, publish } };
  return { seen, ports };
};

describe('while Secrets Manager takes no writes', () => {
  test('three failures end the trying for this run, and every live token is spared', async () => {
    await using bed = await openBed();
    const fleet = names(10);
    await enrolMany(bed, fleet);
    await bed.tick();
    bed.clock.advance(46 * MINUTE);
    const { ports, seen } = vaultDown(bed);

    const { tally } = await bed.tick(ports);

    expect(tally.of('deferred')).toBe(10);
    expect(seen.tried).toBe(3);
    expect(seen.mostAtOnce).toBe(1);
    for (const id of fleet) expect(await bed.serves('dkn', id)).toBe(true);
  });

  test('what an earlier run kept is tried one at a time, three times at most, and published once it works again', async () => {
    await using bed = await openBed();
    const fleet = names(6);
    await enrolMany(bed, fleet);
    await bed.tick(vaultDown(bed).ports);
    bed.clock.advance(2 * MINUTE);
    const { ports, seen } = vaultDown(bed);

    const { tally } = await bed.tick(ports);
    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    expect(tally.of('publishFailed')).toBe(6);
    expect(seen.tried).toBe(3);
    expect(seen.mostAtOnce).toBe(1);
    for (const id of fleet) expect(await bed.serves('dkn', id)).toBe(true);
    expect(bed.clouds.dkn.counts.calls).toBe(6);
  });
});
