import type { Principal } from './principal.ts';
import { AS_DEPLOYED, type Tempo } from './tempo.ts';
import { wholeSeconds } from './time.ts';

/**
 * In its queue, and two ticks have passed it by since its time. A claimed row's time is its lease's end, so that what is
 * overdue is held by nobody.
 */
export const isOverdue = (row: Principal, now: number, { tick }: Tempo = AS_DEPLOYED): boolean =>
  row.state === 'active' && row.dueQueue !== undefined && row.refreshAt < wholeSeconds(now) - 2 * tick;
