import { expect, test } from '@jest/globals';
import type { Notice } from '../../lambdas/core/notices.ts';
import { report } from '../../lambdas/notify/report.ts';
import { NOW } from '../support/principals.ts';
import { remembering } from '../support/remembering.ts';

test('a run says which notices went out, where to and for how many, and how many are left', () => {
  const { journal, lines } = remembering();
  const notice: Notice = {
    kind: 'grown',
    severity: 'ticket',
    key: 'failing dkn http-503',
    openedAt: NOW,
    episode: String(NOW),
    told: undefined,
    cause: {
      ...{ trouble: 'failing', provider: 'dkn', code: 'http-503', action: 'wait', since: NOW },
      apps: ['homes'],
      principals: { count: 30, ids: ['anna'] },
    },
  };

  report(journal, { told: [notice], failed: 2 });

  expect(lines).toEqual([
    ['info', 'notice', { kind: 'grown', severity: 'ticket', key: 'failing dkn http-503', principals: 30 }],
    ['warn', 'notices are left for the next run', { failed: 2 }],
  ]);
});
