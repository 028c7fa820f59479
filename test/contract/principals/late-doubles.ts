import { describe, expect, test } from '@jest/globals';
import { writesOf } from '../../support/principal-writes.ts';
import { active, halted, NOW, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

/** How the row stands when the write comes again, long after it landed. */
const movedOn = [
  ['claim', 'another run has the row', active({ lease: theirs, refreshAt: theirs.until })],
  ['keep', 'a later run kept the next grant', active({ generation: 9, keptBy: 'theirs' })],
  ['settle', 'another run has the row', active({ lease: theirs })],
  ['settle', 'a later run kept the next grant', active({ generation: 8 })],
  ['defer', 'another run has the row', active({ lease: theirs })],
  ['defer', 'the row was marked due', active({ lastError: { code: 'http-503', action: 'wait', at: NOW } })],
  ['halt', 'the grant was replaced', active({ generation: 1_800_000_000 })],
  ['halt', 'an operator resumed the row', active()],
  ['adopt', 'the row was halted again', halted({ generation: 8, haltedGeneration: 8 })],
  ['announced', 'a later run kept the next grant', active({ generation: 8 })],
  ['markDue', 'the token was replaced', active({ generation: 8, publishedGeneration: 8 })],
  ['create', 'the row was refreshed', active({ generation: 1_800_000_001, keptBy: 'theirs' })],
  ['replace', 'the row was refreshed', active({ generation: 1_800_000_001, keptBy: 'theirs' })],
  ['restore', 'the row was refreshed', active({ generation: 9, keptBy: 'theirs' })],
  ['remove', 'the row was enrolled anew', active({ generation: 1_800_000_000 })],
] as const;

export const lateDoublesObey = (rows: OpenRows): void =>
  describe('a late double of a write', () => {
    test.each(movedOn)('%s changes nothing when %s', async (name, _, row) => {
      const { answer, did } = await rows().after(row, writesOf(rows().principals)[name]);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });
  });
