import { DEFAULT_SECRET_PREFIX, tokenSecretName } from '../../lambdas/contract.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import type { CensusPorts, Progress, TokenSecrets } from '../../lambdas/flow/census-ports.ts';
import type { Ports, Written } from '../../lambdas/flow/ports.ts';
import { noteEnd, requeue, unpublish } from './census-writes.ts';
import type { ControlItems } from './controls.ts';
import type { Row } from './row-writes.ts';
import type { Table } from './table.ts';
import type { Call, Secrets } from './vault.ts';

/** What a census left unfinished, for all processes. */
export interface CensusItem {
  progress: Progress | undefined;
}

interface Over {
  readonly ports: Ports;
  readonly table: Table;
  readonly secrets: Secrets;
  readonly controls: ControlItems;
  readonly item: CensusItem;
  /** To the tables, and to Secrets Manager. */
  readonly callTable: Call;
  readonly callVault: Call;
}

/** The ports of a census over what the other ports work on. */
export const censusOver = (over: Over): CensusPorts => ({
  ...over.ports,
  principals: { ...over.ports.principals, ...tableOver(over) },
  tokenSecrets: tokenSecretsOver(over),
  record: recordOver(over),
  gauges: { census: () => {} },
});

const tableOver = ({
  table,
  callTable: call,
}: Over): Omit<CensusPorts['principals'], 'adopt' | 'markDue' | 'announced'> => {
  const update = (name: string, id: string, change: (row: Row) => Row | undefined): Promise<Written> =>
    call(() => {
      const row = table.row(id);
      const next = row && change(row);
      if (!next) return { write: 'stale', now: table.read(id) };
      table.put(name, id, next);
      return { write: 'done', principal: next as Principal };
    });
  return {
    // The first part has it all: the others are empty.
    scan: ({ index }) =>
      call(() => ({
        rows:
          index > 0 ? [] : table.ids().map((principalId) => ({ principalId, ...table.read(principalId) })),
      })),
    getMany: (ids) => call(() => new Map(ids.map((id) => [id, table.read(id)]))),
    requeue: (id, read) => update('requeue', id, (row) => requeue(row, read)),
    unpublish: (id, read, now) => update('unpublish', id, (row) => unpublish(row, read, now)),
    noteEnd: (id, generation, note) => update('noteEnd', id, (row) => noteEnd(row, generation, note)),
  };
};

const tokenSecretsOver = ({ secrets, callVault: call }: Over): TokenSecrets => ({
  list: () =>
    call(() => ({
      secrets: [...secrets.names()].map((secretName) => {
        const [provider = '', principalId = ''] = secretName.split('/').slice(-2);
        const current = secrets.currentVersion(secretName);
        return {
          secretName,
          ...(secretName === tokenSecretName(DEFAULT_SECRET_PREFIX, provider, principalId) && {
            principalId,
          }),
          ...(current !== undefined && { current }),
        };
      }),
    })),
  current: (secretName) => call(() => secrets.currentVersion(secretName)),
});

const recordOver = ({ item, controls, callTable: call }: Over): CensusPorts['record'] => ({
  unfinished: () => call(() => item.progress),
  keep: (progress) =>
    call(() => {
      item.progress = progress;
    }),
  finish: () =>
    call(() => {
      item.progress = undefined;
    }),
  noteCertificates: (app, told) =>
    call(() => controls.change(app, (control) => ({ ...control, certificatesTold: told }))),
});
