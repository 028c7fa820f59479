import { DEFAULT_SECRET_PREFIX, tokenSecretName } from '../lambdas/contract.ts';
import { freshBudget } from '../lambdas/core/budget.ts';
import { GOOD_STANDING } from '../lambdas/core/standing.ts';
import type { Member } from './fleet.ts';
import type { ControlItems } from './ports/controls.ts';
import { create } from './ports/row-writes.ts';
import type { Table } from './ports/table.ts';
import { START } from './virtual-time.ts';

/**
 * Rows that nobody can work on, in the queue of one app of every cloud and due since ever: their neighbours must not
 * notice. Every tick meets them, so one of each kind is enough.
 */
export const layPoison = (fleet: readonly Member[], table: Table, controls: ControlItems): void => {
  const poisoned = new Map(fleet.map((member) => [member.app.dialect, member]));
  for (const { app, principals } of poisoned.values()) {
    table.putPoison(`poison-of-${app.name}`, {
      app: app.name,
      refreshAt: START,
      problems: ['generation: must be number'],
    });
    // Sealed by another fleet; and, where an app holds one token, the second to come.
    const principalId = `stranger-of-${app.name}`;
    const { provider } = app.dialect;
    const stranger = {
      provider,
      app: app.name,
      sealed: Buffer.from('by somebody else'),
      grantDigest: 'of somebody else',
      generation: START / 1_000,
      keptBy: 'somebody else',
      secretName: tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId),
      publishBudget: freshBudget(START),
    };
    table.put('create', principalId, create(principalId, stranger, START));
    if (app.oneToken)
      controls.apps.set(app.name, {
        app: app.name,
        provider,
        standing: GOOD_STANDING,
        sole: principals[0] ?? '',
      });
  }
};
