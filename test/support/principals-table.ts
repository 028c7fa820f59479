import { principalsTable } from '../../lambdas/adapters/principals.ts';
import { KEYS } from '../../lambdas/contract.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { PRINCIPALS_TABLE, startAwsWithTables } from './aws.ts';
import { difference, itemsOf } from './items.ts';
import { storedRow } from './principals.ts';

/** The adapter on a table of its own, with a look at what really lies there. */
export const openPrincipalsTable = async () => {
  const aws = await startAwsWithTables();
  const principals = principalsTable(aws.clients.dynamo, PRINCIPALS_TABLE);
  const items = itemsOf(aws.clients.dynamo, PRINCIPALS_TABLE, KEYS.principals);
  let placed = 0;

  /** Under an id of its own, which it answers. */
  const place = async (row: Principal): Promise<string> => {
    placed += 1;
    const principalId = `placed-${placed}`;
    await items.put(storedRow({ ...row, principalId }));
    return principalId;
  };

  return {
    ...aws,
    principals,
    items,
    place,

    /** What a write answers when the table holds `row`, and what it does to it. */
    async after<T>(row: Principal, write: (principalId: string) => Promise<T>) {
      const principalId = await place(row);
      const before = await items.at(principalId);
      const answer = await write(principalId);
      const after = await items.at(principalId);
      return { answer, item: after, did: difference(before, after) };
    },
  };
};
