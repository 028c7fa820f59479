import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cause } from '../../lambdas/core/cause.ts';
import { textOf } from '../../lambdas/core/notice-text.ts';
import { HOUR, MINUTE } from '../../lambdas/core/time.ts';
import { NOW } from '../support/principals.ts';

const about = { fleet: 'production', runbook: 'docs/runbook.md', id: 'a1', now: NOW };
const cause: Cause = {
  trouble: 'failing',
  provider: 'dkn',
  code: 'http-503',
  action: 'Look at its status page.',
  since: Date.UTC(2026, 10, 1, 9, 30),
  apps: ['homes'],
  principals: { count: 812, ids: ['anna', 'bo'] },
};

describe('a notice', () => {
  test('says who, what, since when, what to do and where to read more', () => {
    const { subject, text } = textOf({ kind: 'opened', cause, openedAt: NOW }, about);

    expect(subject).toBe('812 principals of app homes (dkn): refreshing fails again and again [production]');
    expect(text.split('\n')).toEqual([
      'Who:    812 principals of app homes (dkn); among them principals anna, bo',
      'What:   refreshing fails again and again (http-503)',
      'Since:  2026-11-01 09:30 UTC',
      'Do:     Look at its status page.',
      'More:   docs/runbook.md#refresh-failing',
      'Id:     a1',
    ]);
  });

  test('says how long ago it was told when it is told again', () => {
    const { subject, text } = textOf({ kind: 'escalated', cause, openedAt: NOW - 4 * HOUR }, about);

    expect(subject).toMatch(/^Still: 812 principals/);
    expect(text).toContain('Since:  2026-11-01 09:30 UTC, told 4 hours ago');
  });

  test('that it is over asks for nothing', () => {
    const one = { ...cause, principals: { count: 1, ids: ['anna'] } };

    const { subject, text } = textOf({ kind: 'over', cause: one, openedAt: NOW - 12 * MINUTE }, about);

    expect(subject).toBe(
      'Over: principal anna of app homes (dkn): refreshing fails again and again [production]',
    );
    expect(text).toContain('Lasted: 12 min since it was told');
    expect(text).not.toContain('Do:');
  });

  test('names several apps where they share a cause', () => {
    const { text } = textOf(
      { kind: 'opened', cause: { ...cause, apps: ['homes', 'flats'] }, openedAt: NOW },
      about,
    );

    expect(text).toContain(
      '812 principals of several apps (dkn); among them apps homes, flats; principals anna',
    );
  });

  test('is such as SNS takes, whatever somebody wrote into a row', () => {
    const wild = fc.string({ unit: 'binary', maxLength: 2_000 });
    fc.assert(
      fc.property(wild, wild, wild, (provider, code, action) => {
        const { subject, text } = textOf(
          { kind: 'opened', cause: { ...cause, provider, code, action }, openedAt: NOW },
          about,
        );

        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
        expect(text).toMatch(/^[\x20-\x7e\n]*$/);
        expect(text.split('\n')).toHaveLength(6);
      }),
    );
  });
});
