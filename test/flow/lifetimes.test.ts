import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { type Bed, openBed, START } from './bed.ts';

const YEAR = 365 * 86_400;
/** What this protocol takes for granted where a reply does not say. */
const ASSUMED = 3_600;

/** `expires_in` as it stands in the reply, the seconds that are planned with, and what is noted. */
const CASES: readonly (readonly [string, number, string[]])[] = [
  ['0', ASSUMED, ['odd-reply-lifetime-assumed']],
  ['-3600', ASSUMED, ['odd-reply-lifetime-assumed']],
  ['"soon"', ASSUMED, ['odd-reply-lifetime-assumed']],
  ['null', ASSUMED, ['odd-reply-lifetime-assumed']],
  ['{}', ASSUMED, ['odd-reply-lifetime-assumed']],
  ['undefined', ASSUMED, ['odd-reply-lifetime-assumed']],
  ['9223372036854775', YEAR, ['odd-reply-lifetime-clamped']],
  ['1e999', YEAR, ['odd-reply-lifetime-clamped']],
  ['"7200"', 7_200, []],
  ['1800', 1_800, []],
];

const answersWith = (bed: Bed, expiresIn: string): void => {
  const lifetime = expiresIn === 'undefined' ? '' : `,"expires_in":${expiresIn}`;
  const body = `{"access_token":"fresh","refresh_token":"next","token_type":"Bearer"${lifetime}}`;
  bed.clouds.oauth2.faults.set({ kind: 'status', status: 200, body }, { remaining: 1 });
};

const outcomeOf = async (bed: Bed) => {
  const row = await bed.row('anna');
  return {
    secret: await bed.secret('oauth2', 'anna'),
    looksAgain: row.state === 'active' ? row.refreshAt : undefined,
    expiresAt: row.expiresAt,
  };
};

const planned = (seconds: number) => ({
  secret: expect.objectContaining({ access_token: 'fresh', expires_at: START / 1_000 + seconds }),
  looksAgain: expect.any(Number),
  expiresAt: START + seconds * 1_000,
});

describe('a lifetime of', () => {
  test.each(CASES)(
    '%s in a refresh is planned with as %i s, and noted if it is odd',
    async (expiresIn, seconds, noted) => {
      await using bed = await openBed();
      await bed.enrol('oauth2', 'anna');
      answersWith(bed, expiresIn);

      const { tally } = await bed.tick();

      const outcome = await outcomeOf(bed);
      expect(outcome).toEqual(planned(seconds));
      expect(outcome.looksAgain).toBeGreaterThan(START);
      expect(outcome.looksAgain).toBeLessThan(START + seconds * 1_000);
      expect(tally.groups().map(({ code }) => code)).toEqual(noted);
    },
  );

  test.each(CASES)(
    '%s in an exchange is planned with as %i s, and noted if it is odd',
    async (expiresIn, seconds, noted) => {
      await using bed = await openBed();
      answersWith(bed, expiresIn);

      const grant = { kind: 'authorization_code', code: confidential('a-code') } as const;
      await bed.enrolNow({ principalId: 'anna', provider: 'oauth2', app: 'oauth2', grant });

      const outcome = await outcomeOf(bed);
      expect(outcome).toEqual(planned(seconds));
      expect(outcome.looksAgain).toBeGreaterThan(START);
      expect(outcome.looksAgain).toBeLessThan(START + seconds * 1_000);
      expect(bed.recorder.lines.map(({ facts }) => facts.code)).toEqual(noted);
    },
  );
});
