import { type Counts, countOne, NOTHING_COUNTED, together } from '../core/census.ts';
import { driftOfSecret } from '../core/drift.ts';
import type { TokenSecret } from './census-ports.ts';
import { mend } from './census-row.ts';
import type { CensusRun } from './census-run.ts';
import { inParallel } from './in-parallel.ts';
import type { Reading } from './ports.ts';

/**
 * Lists the secrets of tokens page by page and asks for the rows that they belong to, so that no list of ids is held.
 * A late Put of an older generation shows here: the version that consumers read is not the one that the row published.
 */
export async function readSecrets(run: CensusRun): Promise<void> {
  const { tokenSecrets, principals } = run.ports;
  for (;;) {
    const at = run.progress.listing;
    if (at === 'done' || !run.hasTime()) return;
    const page = await tokenSecrets.list(at === 'start' ? undefined : at.from);
    if (page === undefined) {
      run.listsAgain();
      continue;
    }
    const rows = await principals.getMany(page.secrets.flatMap(({ principalId }) => principalId ?? []));
    const counted = await inParallel(page.secrets, (secret) =>
      countSecret(secret, secret.principalId === undefined ? undefined : rows.get(secret.principalId), run),
    );
    run.listedTo(page.next, counted.reduce(together, NOTHING_COUNTED));
    await run.keepNowAndThen();
  }
}

async function countSecret(
  { secretName, current }: TokenSecret,
  row: Reading | undefined,
  run: CensusRun,
): Promise<Counts> {
  // Of a row that breaks the contract nobody can say what belongs to it.
  if (row?.row === 'malformed') return NOTHING_COUNTED;
  if (row?.row !== 'found' || row.principal.secretName !== secretName) {
    run.found.note('(none)', 'secret-without-a-row', secretName);
    return countOne(NOTHING_COUNTED, 'orphans');
  }
  const { principal } = row;
  try {
    const drift = driftOfSecret(principal, current, run.ports.clock.now());
    return await mend(principal, drift, NOTHING_COUNTED, run);
  } catch (error) {
    run.ports.journal.warn('a row could not be looked after', { principalId: principal.principalId, error });
    return NOTHING_COUNTED;
  }
}
