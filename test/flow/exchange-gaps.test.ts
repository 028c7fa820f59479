import { describe, expect, test } from '@jest/globals';
import type { Ports } from '../../lambdas/flow/ports.ts';
import { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { type Bed, openBed } from './bed.ts';
import { mortal, type Step } from './death.ts';
import { loggedBy, withCode } from './enrolments.ts';
import { rescuedFrom } from './rescue-line.ts';

const MINUTE = 60_000;

const standing = async (bed: Bed, id: string) => (await bed.ports.principals.get(id)).row;

/** An enrolment that dies at a step, and the time after which its lease has ended. */
const dieAt = async (bed: Bed, step: Step, when: 'before' | 'after'): Promise<void> => {
  const { ports, died } = mortal(bed.ports, step, when);
  void bed.enrolNow(withCode(bed, 'anna'), ports);
  await died;
  bed.clock.advance(2 * MINUTE);
};

/** How often the SDK attempts one call. */
const ATTEMPTS = 3;

/** Ports under which a write on a row meets a fault, by default at all attempts. */
const failingAt = (
  bed: Bed,
  write: 'create' | 'settle',
  kind: 'error' | 'drop-after',
  remaining = ATTEMPTS,
): Ports => {
  const { principals } = bed.ports;
  const meet = (one: typeof write): void => {
    if (one === write) bed.aws.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind, remaining });
  };
  return {
    ...bed.ports,
    principals: {
      ...principals,
      create: (...args) => {
        meet('create');
        return principals.create(...args);
      },
      settle: (...args) => {
        meet('settle');
        return principals.settle(...args);
      },
    },
  };
};

const unkeepable = ({ ports }: Bed): Ports => ({
  ...ports,
  principals: { ...ports.principals, keep: () => Promise.reject(new Error('the table does not answer')) },
});

describe('an enrolment that is killed', () => {
  test.each([
    ['before it asks', 'transport.send', 'before', 0],
    ['between asking and keeping', 'principals.keep', 'before', 1],
  ] as const)(
    '%s leaves a row with nothing to present: the first tick after its lease halts it and says so',
    async (_, step, when, exchanged) => {
      await using bed = await openBed();

      await dieAt(bed, step, when);
      await bed.tick();
      const halted = await bed.row('anna');
      const told = bed.announced();
      const again = await bed.enrolNow(withCode(bed, 'anna'));

      expect(halted).toMatchObject({ state: 'halted', haltReason: 'nothing-to-present' });
      expect(halted.lastError?.action).toMatch(/authorize the client again/);
      expect(told).toEqual(['Reauthorization Required: anna']);
      expect(again).toMatchObject({ enrolled: true, published: true });
      expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
      expect(bed.clouds.dkn.counts).toMatchObject({ exchanged: exchanged + 1, refreshed: 0, reused: 0 });
    },
  );

  test('is left alone until its lease has ended', async () => {
    await using bed = await openBed();
    const { ports, died } = mortal(bed.ports, 'principals.keep', 'before');
    void bed.enrolNow(withCode(bed, 'anna'), ports);
    await died;
    bed.clock.advance(MINUTE);

    await bed.tick();

    expect(await bed.row('anna')).toMatchObject({ state: 'active', lease: expect.anything() });
  });

  test.each([
    ['between keeping and publishing', 'vault.publish', 'before'],
    ['between publishing and settling', 'principals.settle', 'before'],
    ['after settling', 'principals.settle', 'after'],
  ] as const)(
    '%s loses nothing: what is missing is done without asking the provider',
    async (_, step, when) => {
      await using bed = await openBed();

      await dieAt(bed, step, when);
      await bed.tick();

      const row = await bed.row('anna');
      expect(row).toMatchObject({ state: 'active', publishedGeneration: row.generation });
      expect(row).not.toHaveProperty('lease');
      expect(await bed.serves('dkn', 'anna')).toBe(true);
      expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, exchanged: 1 });
      expect(bed.announced()).toEqual([]);
    },
  );
});

describe('an enrolment whose calls to AWS fail', () => {
  test('asks nobody while the row cannot be written: the same code works later', async () => {
    await using bed = await openBed();
    const enrolment = withCode(bed, 'anna');

    const failed = bed.enrolNow(enrolment, failingAt(bed, 'create', 'error'));
    await expect(failed).rejects.toThrow();
    const callsMeanwhile = bed.clouds.dkn.counts.calls;
    const left = await standing(bed, 'anna');

    expect(callsMeanwhile).toBe(0);
    expect(left).toBe('missing');
    expect(await bed.enrolNow(enrolment)).toMatchObject({ enrolled: true, published: true });
  });

  test('knows its own row again when the answer to the first attempts was lost', async () => {
    await using bed = await openBed();

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'), failingAt(bed, 'create', 'drop-after', 2));

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('asks nobody while it cannot know whether the row is written; a tick tells when it was', async () => {
    await using bed = await openBed();

    const failed = bed.enrolNow(withCode(bed, 'anna'), failingAt(bed, 'create', 'drop-after'));
    await expect(failed).rejects.toThrow();
    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    expect(bed.clouds.dkn.counts.calls).toBe(0);
    expect(await bed.row('anna')).toMatchObject({ state: 'halted', haltReason: 'nothing-to-present' });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
  });

  test('asks nobody without a key to seal with, and writes no row', async () => {
    await using bed = await openBed();
    const keyless = {
      ...bed.ports,
      sealer: { ...bed.ports.sealer, prepare: () => Promise.reject(new Error('no key')) },
    };

    await expect(bed.enrolNow(withCode(bed, 'anna'), keyless)).rejects.toThrow('no key');

    expect(bed.clouds.dkn.counts.calls).toBe(0);
    expect(await standing(bed, 'anna')).toBe('missing');
  });

  test('and cannot keep what it obtained: that leaves sealed in a rescue record and is kept by the next call', async () => {
    await using bed = await openBed();
    const pendingKeeps = new PendingKeeps();

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'), unkeepable(bed), { pendingKeeps });
    const kept = await pendingKeeps.keepNow(bed.ports);
    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    const token = (await bed.secret('dkn', 'anna'))?.access_token ?? '';
    expect(enrolled).toMatchObject({
      enrolled: true,
      published: false,
      next: expect.stringMatching(/rescue/),
    });
    expect(kept).toHaveLength(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, exchanged: 1 });
    expect(bed.announced()).toEqual([]);
    expect(loggedBy(bed)).not.toContain(token);
  });

  test('and cannot keep what it obtained, nor comes to a next call: an operator restores it from the log', async () => {
    await using bed = await openBed();
    await bed.enrolNow(withCode(bed, 'anna'), unkeepable(bed));
    bed.clock.advance(2 * MINUTE);
    await bed.tick();
    const halted = await bed.row('anna');
    const record = rescuedFrom(bed);

    await bed.ports.principals.restore('anna', record.generation, record, bed.clock.now());
    await bed.tick();

    expect(halted.state).toBe('halted');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, exchanged: 1 });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna', 'Recovered: anna']);
  });

  test('and cannot publish is enrolled: the token is kept, and the next tick publishes it', async () => {
    await using bed = await openBed();
    bed.aws.faults.set({ service: 'secretsmanager', operation: 'CreateSecret', kind: 'error' });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));
    bed.aws.faults.clear();
    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    expect(enrolled).toMatchObject({
      enrolled: true,
      published: false,
      next: expect.stringMatching(/^The token is kept; the next tick publishes it/),
    });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('and cannot settle is enrolled and published: the tick after its lease settles it', async () => {
    await using bed = await openBed();

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'), failingAt(bed, 'settle', 'error'));
    const servedMeanwhile = await bed.serves('dkn', 'anna');
    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(servedMeanwhile).toBe(true);
    expect(loggedBy(bed)).toContain('broken-off (InternalServerError)');
    const row = await bed.row('anna');
    expect(row.publishedGeneration).toBe(row.generation);
    expect(row).not.toHaveProperty('lease');
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('and cannot take back a refused row leaves it to a tick, which halts it and says so', async () => {
    await using bed = await openBed();
    bed.clouds.dkn.faults.set({ kind: 'drop-after' }, { remaining: 1 });
    bed.aws.faults.set({ service: 'dynamodb', operation: 'DeleteItem', kind: 'error', remaining: ATTEMPTS });

    const enrolled = await bed.enrolNow(withCode(bed, 'anna'));
    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    expect(enrolled).toMatchObject({ enrolled: false, field: 'grant' });
    expect(await bed.row('anna')).toMatchObject({ state: 'halted', haltReason: 'nothing-to-present' });
    expect(bed.announced()).toEqual(['Reauthorization Required: anna']);
  });
});
