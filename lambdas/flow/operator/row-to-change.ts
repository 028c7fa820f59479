import type { Principal } from '../../core/principal.ts';
import type { Ports } from '../ports.ts';
import { unfitName } from './names.ts';
import { type Refused, refusedBy } from './refused.ts';

/** The row as it stands, or why there is none to be changed. */
export async function rowToChange(
  principalId: string,
  { principals, clock }: Pick<Ports, 'principals' | 'clock'>,
): Promise<Principal | Refused> {
  const unfit = unfitName('principal_id', principalId);
  if (unfit) return unfit;
  const reading = await principals.get(principalId);
  return reading.row === 'found' ? reading.principal : refusedBy(principalId, reading, clock.now());
}
