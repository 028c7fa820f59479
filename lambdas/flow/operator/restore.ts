import type { Principal } from '../../core/principal.ts';
import type { Rescue } from '../../core/rescue.ts';
import { grantDigest, readSealed } from '../../core/sealed.ts';
import type { Sealed } from '../../core/tokens.ts';
import type { Ports } from '../ports.ts';
import { SealError } from '../seal-error.ts';
import { type Refused, refused, refusedBy } from './refused.ts';
import { rowToChange } from './row-to-change.ts';

export interface Restored {
  readonly done: true;
  /** `unchanged`: it was kept after all. */
  readonly change: 'restored' | 'unchanged';
}

/**
 * Puts a grant that could not be kept back where it belongs: on the very row that it was obtained for, if nothing newer
 * stands there. The record is opened first: a log line may have been cut, or made up, and would take the place of a
 * grant that works. The next tick publishes it.
 */
export async function restore(
  rescue: Rescue,
  ports: Pick<Ports, 'principals' | 'sealer' | 'clock'>,
): Promise<Restored | Refused> {
  const { principals, sealer, clock } = ports;
  const { principalId, generation } = rescue;
  const row = await rowToChange(principalId, ports);
  if ('done' in row) return row;
  if (isKept(row, rescue)) return { done: true, change: 'unchanged' };
  const foreign = movedOn(row, rescue) ?? ofAnother(row, rescue) ?? (await unreadable(rescue, sealer));
  if (foreign) return foreign;

  const now = clock.now();
  const written = await principals.restore(principalId, generation, rescue, now);
  if (written.write === 'done') return { done: true, change: 'restored' };
  const moved = written.now.row === 'found' ? movedOn(written.now.principal, rescue) : undefined;
  return moved ?? refusedBy(principalId, written.now, now);
}

const isKept = (row: Principal, { generation, keptBy }: Rescue): boolean =>
  row.keptBy === keptBy && row.generation === generation + 1;

const movedOn = (row: Principal, { generation }: Rescue): Refused | undefined =>
  row.generation === generation
    ? undefined
    : refused(
        'rescue.generation',
        `The row is at generation ${row.generation}, the record is of ${generation}: a newer grant stands there, leave it`,
      );

/** @throws {SealError} where the key is not to be had: that says nothing of the record */
async function unreadable(rescue: Rescue, sealer: Ports['sealer']): Promise<Refused | undefined> {
  const sealed = await opened(rescue, sealer);
  return sealed && grantDigest(rescue.principalId, sealed.grant) === rescue.grantDigest
    ? undefined
    : refused(
        'rescue.sealed',
        'It does not open for this principal: give the whole record, as it is in the log',
      );
}

async function opened(rescue: Rescue, sealer: Ports['sealer']): Promise<Sealed | undefined> {
  try {
    return readSealed(await sealer.open(rescue.sealed), rescue);
  } catch (error) {
    if (error instanceof SealError && error.code === 'sealed-unreadable') return undefined;
    throw error;
  }
}

/** What is sealed opens for its own provider and app only. */
const ofAnother = (row: Principal, { provider, app }: Rescue): Refused | undefined =>
  row.provider === provider && row.app === app
    ? undefined
    : refused('rescue.app', `The row is of ${row.app} (${row.provider}): the record is for another app`);
