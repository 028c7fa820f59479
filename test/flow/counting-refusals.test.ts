import { describe, expect, test } from '@jest/globals';
import type { Controls, Ports } from '../../lambdas/flow/ports.ts';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;
const HALTED_BEFORE_THE_BRAKE = 5;

const names = (n: number) => Array.from({ length: n }, (_, i) => `home-${i}`);

/** A fleet whose every grant is refused from now on. */
const openRefused = async (n: number): Promise<Bed> => {
  const bed = await openBed();
  for (const id of names(n)) await bed.enrol('dkn', id);
  bed.clouds.dkn.faults.set({ kind: 'revoked' });
  return bed;
};

const savingBy = (bed: Bed, save: Controls['save']): Ports => ({
  ...bed.ports,
  controls: { ...bed.ports.controls, save },
});

const lost = () => Promise.reject(new Error('the control item could not be written'));

/** Ticks a minute apart. */
const minutesOfTicks = async (bed: Bed, n: number, ports: Ports = bed.ports): Promise<void> => {
  for (let minute = 0; minute < n; minute += 1) {
    await bed.tick(ports);
    bed.clock.advance(MINUTE);
  }
};

const halted = async (bed: Bed, n: number): Promise<number> => {
  const rows = await Promise.all(names(n).map((id) => bed.row(id)));
  return rows.filter(({ state }) => state === 'halted').length;
};

describe('a refusal', () => {
  test('halts nobody while the control item cannot be saved, and does once it can', async () => {
    await using bed = await openRefused(2);

    await minutesOfTicks(bed, 3, savingBy(bed, lost));
    const whileLost = await halted(bed, 2);
    const toldWhileLost = bed.announced();
    await minutesOfTicks(bed, 20);

    expect([whileLost, toldWhileLost]).toEqual([0, []]);
    expect(await halted(bed, 2)).toBe(2);
    expect(bed.announced().sort()).toEqual([
      'Reauthorization Required: home-0',
      'Reauthorization Required: home-1',
    ]);
  });

  test('is in the control item before its principal is halted', async () => {
    await using bed = await openRefused(1);
    const seen: string[] = [];
    const ports = savingBy(bed, async (control) => {
      seen.push(`saved with ${control.standing.refused} while it is ${(await bed.row('home-0')).state}`);
      await bed.ports.controls.save(control);
    });

    await bed.tick(ports);

    expect(seen[0]).toBe('saved with home-0 while it is active');
    expect(await halted(bed, 1)).toBe(1);
  });
});

describe('the brake holds across runs', () => {
  const fleet = 12;

  test('whose saves got lost', async () => {
    await using bed = await openRefused(fleet);

    await minutesOfTicks(bed, 3, savingBy(bed, lost));
    await minutesOfTicks(bed, 12);

    expect(await halted(bed, fleet)).toBe(HALTED_BEFORE_THE_BRAKE);
  });

  test('whose saves landed without an answer', async () => {
    await using bed = await openRefused(fleet);
    const unanswered: Controls['save'] = async (control) => {
      await bed.ports.controls.save(control);
      await lost();
    };

    await minutesOfTicks(bed, 3, savingBy(bed, unanswered));
    await minutesOfTicks(bed, 12);

    expect(await halted(bed, fleet)).toBeLessThanOrEqual(HALTED_BEFORE_THE_BRAKE);
  });
});
