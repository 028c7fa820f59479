import type { OperatorPorts } from './ports.ts';

/** How the secret of a removed principal stands. `in-use`: it was enrolled again meanwhile, and needs it. */
export type SecretLeft =
  | { readonly secret: 'deleted' | 'missing' | 'being-deleted' | 'in-use' }
  | { readonly secret: 'deletes-after-days'; readonly days: number };

/** The longest that Secrets Manager offers. */
const RECOVERY_DAYS = 30;

type Reaches = Pick<OperatorPorts, 'principals' | 'vault' | 'clock'>;

/**
 * Deletes what a row that is gone has published. Where nobody can tell under which provider's name, all are looked
 * through, for secrets of this fleet.
 */
export async function deleteSecret(
  principalId: string,
  row: { readonly was: 'there' | 'missing'; readonly providers: readonly string[] },
  atOnce: boolean,
  ports: Reaches,
): Promise<SecretLeft> {
  const left: SecretLeft[] = [];
  for (const provider of row.providers) {
    const secretName = ports.vault.nameFor(provider, principalId);
    const found = await ports.vault.find(secretName);
    const isOurs = found.secret !== 'missing' && (found.ours || row.providers.length === 1);
    if (!isOurs) continue;
    if (found.secret === 'being-deleted' && !atOnce) left.push({ secret: 'being-deleted' });
    else left.push(await deleteOne(principalId, secretName, atOnce, ports));
  }
  return left.find(({ secret }) => secret !== 'being-deleted') ?? left[0] ?? { secret: 'missing' };
}

/** Somebody may enrol it again in the middle: the row that is there then keeps its secret. */
async function deleteOne(
  principalId: string,
  secretName: string,
  atOnce: boolean,
  { principals, vault, clock }: Reaches,
): Promise<SecretLeft> {
  const isEnrolledAgain = async () => {
    const now = await principals.get(principalId);
    return now.row === 'malformed' || (now.row === 'found' && now.principal.secretName === secretName);
  };
  if (await isEnrolledAgain()) return { secret: 'in-use' };
  await vault.delete(secretName, atOnce ? 'now' : { days: RECOVERY_DAYS });
  if (!(await isEnrolledAgain()))
    return atOnce ? { secret: 'deleted' } : { secret: 'deletes-after-days', days: RECOVERY_DAYS };

  if (atOnce) await principals.markDue(principalId, 'forced', clock.now());
  else await vault.bringBack(secretName);
  return { secret: 'in-use' };
}
