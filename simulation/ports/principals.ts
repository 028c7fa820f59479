import { PRINCIPAL_ID } from '../../lambdas/contract.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type { Principals, Written } from '../../lambdas/flow/ports.ts';
import type { Row } from './row-writes.ts';
import * as write from './row-writes.ts';
import type { Due, Table } from './table.ts';

const PAGE = 50;

/** How an effect on the table gets there and its answer back. */
export type Call = <T>(effect: () => T) => Promise<T>;

/** The port of principals over a table in memory. */
export const principalsOver = (table: Table, call: Call): Principals => {
  /** A condition that fails means *read again*: `isOurs` tells a write of ours that had landed before. */
  const update = (
    name: string,
    principalId: string,
    change: (row: Row) => Row | undefined,
    isOurs: (row: Row) => boolean = () => false,
  ): Promise<Written> =>
    call(() => {
      const row = table.row(principalId);
      const next = row && change(row);
      if (next) {
        table.put(name, principalId, next);
        return { write: 'done', principal: next as Principal };
      }
      return row && isOurs(row)
        ? { write: 'done', principal: row as Principal }
        : { write: 'stale', now: table.read(principalId) };
    });

  return {
    get: (id) => call(() => table.read(id)),

    due: (app, now, from) =>
      call(() => {
        const due = table.due(app, now, from as Due | undefined);
        const page = due.slice(0, PAGE);
        const last = page.at(-1);
        return due.length > PAGE && last ? { due: page, next: last } : { due: page };
      }),

    population: (app, atMost) => call(() => Math.min(table.population(app), atMost)),

    claim: (id, by) =>
      PRINCIPAL_ID.test(id)
        ? update(
            'claim',
            id,
            (row) => write.claim(row, by),
            (row) => row.lease?.id === by.leaseId,
          )
        : call(() => ({ write: 'stale', now: table.read(id) })),

    keep: (id, generation, keptBy, kept) =>
      update(
        'keep',
        id,
        (row) => write.keep(row, generation, keptBy, kept),
        (row) => row.keptBy === keptBy,
      ),

    keepLate: (id, generation, keptBy, kept, now) =>
      update(
        'keep',
        id,
        (row) => write.keepLate(row, generation, keptBy, kept, now),
        (row) => row.keptBy === keptBy,
      ),

    settle: (id, by, now) => update('settle', id, (row) => write.settle(row, by, now)),

    defer: (id, by) =>
      update(
        'defer',
        id,
        (row) => write.defer(row, by),
        (row) =>
          row.generation === by.generation &&
          row.lease === undefined &&
          row.refreshAt === Math.floor(by.refreshAt / SECOND) * SECOND &&
          row.lastError?.code === by.lastError.code,
      ),

    halt: (id, by) =>
      update(
        'halt',
        id,
        (row) => write.halt(row, by),
        (row) => row.state === 'halted' && row.haltedGeneration === by.generation && row.lease === undefined,
      ),

    adopt: (id, now) => update('adopt', id, (row) => write.adopt(row, now), isInItsQueue),

    announced: (id, generation, what) =>
      update('announced', id, (row) => write.announced(row, generation, what)),

    markDue: (id, why, now, at = now) => update('markDue', id, (row) => write.markDue(row, why, now, at)),

    pause: (id) => update('pause', id, write.pause),

    resume: async (id, now) => {
      const reading = await call(() => table.read(id));
      if (reading.row !== 'found') return { write: 'stale', now: reading };
      const refreshAt = Math.max(now, reading.principal.lease?.until ?? 0);
      return update('resume', id, (row) => write.resume(row, refreshAt), isInItsQueue);
    },

    hold: (id, by, now) =>
      update(
        'hold',
        id,
        (row) => write.hold(row, by, now),
        (row) => row.lease?.id === by.lease.id,
      ),

    create: (id, by, now) =>
      call(() => {
        const row = table.row(id);
        if (row?.keptBy === by.keptBy) return { write: 'done', principal: row as Principal };
        if (table.read(id).row !== 'missing') return { write: 'stale', now: table.read(id) };
        const made = write.create(id, by, now);
        table.put('create', id, made);
        return { write: 'done', principal: made as Principal };
      }),

    replace: (id, read, by, now) =>
      update(
        'replace',
        id,
        (row) => write.replace(row, read, by, now),
        (row) => row.keptBy === by.keptBy,
      ),

    restore: (id, generation, rescued, now) =>
      update(
        'restore',
        id,
        (row) => write.restore(row, generation, rescued, now),
        (row) => row.keptBy === rescued.keptBy,
      ),

    remove: (id, read, now, leaseId) =>
      call(() => {
        const row = table.row(id);
        const reading = table.read(id);
        if (reading.row === 'missing') return { write: 'gone' };
        if (!row || !write.mayRemove(row, read, now, leaseId)) return { write: 'stale', now: reading };
        table.put('remove', id, undefined);
        return { write: 'done', principal: row as Principal };
      }),
  };
};

const isInItsQueue = (row: Row): boolean => row.state === 'active' && row.dueQueue !== undefined;
