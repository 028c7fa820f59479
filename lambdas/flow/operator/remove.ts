import { PRINCIPAL_ID } from '../../contract.ts';
import { providers } from '../../core/protocols/index.ts';
import { deleteSecret, type SecretLeft } from './delete-secret.ts';
import { giveUpApps } from './give-up-apps.ts';
import type { OperatorPorts } from './ports.ts';
import { type Refused, refused, refusedBy } from './refused.ts';

export interface Removed {
  readonly done: true;
  /** `unchanged`: an earlier call had done all of it. */
  readonly change: 'removed' | 'unchanged';
  readonly secret: SecretLeft;
}

export interface Removal {
  readonly principalId: string;
  /** Beyond recovery. @default the secret can be brought back for 30 days */
  readonly atOnce?: boolean;
}

type Reaches = Pick<OperatorPorts, 'principals' | 'controls' | 'vault' | 'clock' | 'journal'>;

/**
 * Takes a principal out of the fleet: first its row, so that nobody refreshes or publishes it any more, then its secret
 * and the one-token app that it held. When the second half fails the call fails; repeated, it does what is left.
 */
export async function remove(
  { principalId, atOnce = false }: Removal,
  ports: Reaches,
): Promise<Removed | Refused> {
  const row = await removeRow(principalId, ports);
  if ('done' in row) return row;
  // Nothing was ever published, or taken, under a name that cannot be.
  if (!PRINCIPAL_ID.test(principalId))
    return { done: true, change: 'removed', secret: { secret: 'missing' } };

  try {
    const secret = await deleteSecret(principalId, row, atOnce, ports);
    const gaveUp = await giveUpApps(principalId, ports);
    const changed = row.was === 'there' || gaveUp || CHANGES.includes(secret.secret);
    if (!changed && secret.secret === 'missing') return notEnrolled(principalId);
    return { done: true, change: changed ? 'removed' : 'unchanged', secret };
  } catch (error) {
    if (row.was === 'there')
      ports.journal.warn('removed in part: its secret is left, remove it again', { principalId, error });
    throw error;
  }
}

const CHANGES: readonly SecretLeft['secret'][] = ['deleted', 'deletes-after-days'];

const notEnrolled = (principalId: string): Refused =>
  refused(
    'principal_id',
    PRINCIPAL_ID.test(principalId) ? `${principalId} is not enrolled` : 'is not enrolled',
  );

/** How long cannot be told from a row that breaks the contract; no lease lasts longer. */
const HELD = refused(
  'principal_id',
  'It is in flight, a run holds or has just changed it: try again in 120 s',
);

/** What is known of a row that is no longer there. */
export interface RowGone {
  readonly was: 'there' | 'missing';
  /** Under whose names its secret may lie: one, or all where nobody can tell. */
  readonly providers: readonly string[];
}

async function removeRow(
  principalId: string,
  { principals, clock }: Pick<OperatorPorts, 'principals' | 'clock'>,
): Promise<RowGone | Refused> {
  const now = clock.now();
  const reading = await principals.get(principalId);
  switch (reading.row) {
    case 'missing':
      return PRINCIPAL_ID.test(principalId) ? { was: 'missing', providers } : notEnrolled(principalId);
    case 'malformed': {
      const removed = await principals.removeMalformed(principalId, now);
      if (removed.write !== 'stale') return { was: 'there', providers };
      return removed.now.row === 'malformed' ? HELD : refusedBy(principalId, removed.now, now);
    }
    case 'found': {
      const { generation, provider } = reading.principal;
      // `gone` is an earlier attempt of this very call, or somebody else who wants the same.
      const removed = await principals.remove(principalId, generation, now);
      return removed.write === 'stale'
        ? refusedBy(principalId, removed.now, now)
        : { was: 'there', providers: [provider] };
    }
  }
}
