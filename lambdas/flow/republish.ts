import { isAlive } from '../core/principal.ts';
import { readSealed } from '../core/sealed.ts';
import { isBearer } from '../core/tokens.ts';
import type { Ports, Publication } from './ports.ts';
import { publishRow } from './publish.ts';

export type Republication =
  | Publication
  | { readonly publication: 'nothing-to-publish'; readonly why: 'no-row' | 'no-token' | 'expired' };

/**
 * Rebuilds a principal's secret from its row, without calling the provider: the row is the truth, the secret a view of
 * it. Changes nothing where the secret already shows the row. Needs no claim: the bytes and their version follow from
 * the row alone, so that whoever writes them writes the same.
 */
export async function republish(principalId: string, ports: Ports): Promise<Republication> {
  const { principals, sealer, clock } = ports;
  const reading = await principals.get(principalId);
  if (reading.row !== 'found') return { publication: 'nothing-to-publish', why: 'no-row' };
  const { principal } = reading;

  const sealed = readSealed(await sealer.open(principal.sealed), principal);
  if (!sealed?.access || !isBearer(sealed.access.tokenType))
    return { publication: 'nothing-to-publish', why: 'no-token' };
  if (!isAlive(principal, clock.now())) return { publication: 'nothing-to-publish', why: 'expired' };

  return publishRow(ports, principal, sealed.access);
}
