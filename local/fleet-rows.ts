import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { attributesOf, readRow } from '../lambdas/adapters/rows.ts';
import { KEYS, OUTPUT } from '../lambdas/contract.ts';
import type { Principal } from '../lambdas/core/principal.ts';
import { type Deployment, outputOf } from './deployment.ts';
import { printable } from './live/cells.ts';
import type { PrincipalView } from './live/snapshot.ts';
import type { Caught } from './live/watch.ts';

/** A row as it stands; one that breaks the contract has its id alone. */
export interface FleetRow {
  readonly principalId: string;
  readonly principal: Principal | undefined;
}

const naturally = new Intl.Collator('en', { numeric: true });

/** The whole table, by id: whoever was enrolled, by whatever means, is there. */
export const readFleet = async ({ clients, stack }: Deployment): Promise<FleetRow[]> => {
  const rows: FleetRow[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await clients.dynamo.send(
      new ScanCommand({
        TableName: outputOf(stack, OUTPUT.principalsTable),
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) {
      const reading = readRow(item);
      rows.push({
        principalId: printable(String(attributesOf(item)[KEYS.principals])),
        principal: reading.row === 'found' ? reading.principal : undefined,
      });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return rows.sort((a, b) => naturally.compare(a.principalId, b.principalId));
};

/** The rows that a run holds, or held when it ended. */
export const claimedIn = (rows: readonly FleetRow[]): Map<string, Caught> =>
  new Map(
    rows.flatMap(({ principalId, principal }): [string, Caught][] =>
      principal?.lease
        ? [[principalId, { generation: principal.generation, until: principal.lease.until }]]
        : [],
    ),
  );

/** What a view shows of a row. */
export const viewOf = ({ principalId, principal }: FleetRow): PrincipalView => {
  if (!principal) return { principalId, provider: '?', state: 'unreadable' };
  const { provider, app, state, issuedAt, expiresAt, refreshAt, lastRefreshedAt, lastError, failures } =
    principal;
  return {
    principalId,
    provider,
    app,
    state,
    ...(issuedAt !== undefined && { issuedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(refreshAt !== undefined && { refreshAt }),
    ...(lastRefreshedAt !== undefined && { lastRefreshedAt }),
    ...(lastError && { failure: { code: lastError.code, times: failures } }),
    ...(principal.state === 'halted' && { haltReason: principal.haltReason }),
  };
};
