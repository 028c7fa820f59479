import { PRINCIPAL_ID } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import { type Counts, countOne, countRow, NOTHING_COUNTED } from '../core/census.ts';
import { driftOfRow, driftOfSecret, type Mend } from '../core/drift.ts';
import type { Principal } from '../core/principal.ts';
import { protocolOf } from '../core/protocols/index.ts';
import type { CensusRun } from './census-run.ts';
import type { Reading, Written } from './ports.ts';
import { tellWhatNobodyTold } from './tell-untold.ts';

/** Counts one row of the table and puts right what is wrong with it. Never throws: its neighbours go on. */
export async function countReading(
  { principalId, ...reading }: Reading & { readonly principalId: string },
  run: CensusRun,
): Promise<Counts> {
  if (reading.row === 'missing') return NOTHING_COUNTED;
  if (reading.row === 'malformed') {
    const id = PRINCIPAL_ID.test(principalId) ? principalId : '(not shown)';
    run.found.note('(unknown)', `row-breaks-the-contract (${reading.problems.join(', ')})`, id);
    return countOne(NOTHING_COUNTED, 'malformed');
  }
  const { principal } = reading;
  const now = run.ports.clock.now();
  const reauthorize = protocolOf(principal.provider)?.reauthorize ?? ACTION.checkRow;
  let counts = countRow(NOTHING_COUNTED, principal, { now, tempo: run.tempo, reauthorize });
  try {
    counts = await appIsKnown(principal, counts, run);
    counts = await mend(principal, driftOfRow(principal, now, run.tempo), counts, run);
    if (run.progress.deep) counts = await lookUpSecret(principal, counts, run);
    await tellWhatNobodyTold(principal, run);
  } catch (error) {
    run.ports.journal.warn('a row could not be looked after', { principalId, error });
  }
  return counts;
}

/** Ticks look only at apps that have a control item, which a restored table of principals may have lost. */
async function appIsKnown({ app, provider, principalId }: Principal, counts: Counts, run: CensusRun) {
  if (!protocolOf(provider)) {
    run.found.note(app, 'unknown-provider', principalId);
    return counts;
  }
  if (run.knownApps.has(app)) {
    const known = run.knownApps.get(app);
    if (known !== undefined && known !== provider)
      run.found.note(app, 'app-of-another-provider', principalId);
    return counts;
  }
  run.knownApps.set(app, provider);
  if ((await run.ports.controls.ensure(app, provider)) === 'done')
    run.mended.note(app, 'app-made-known', principalId);
  else run.found.note(app, 'app-of-another-provider', principalId);
  return countOne(counts, 'drift');
}

async function lookUpSecret(principal: Principal, counts: Counts, run: CensusRun): Promise<Counts> {
  // Whatever the secret showed, nothing would be wrong with it: then it need not be looked up.
  const { ports } = run;
  if (driftOfSecret(principal, undefined, ports.clock.now()) === undefined) return counts;
  const current = await ports.tokenSecrets.current(principal.secretName);
  return mend(principal, driftOfSecret(principal, current, ports.clock.now()), counts, run);
}

/** Applies a mend, says so, and counts it. A row that changed meanwhile needs it no more. */
export async function mend(
  principal: Principal,
  needed: Mend | undefined,
  counts: Counts,
  run: CensusRun,
): Promise<Counts> {
  if (needed === undefined) return counts;
  const written = await apply(principal, needed, run);
  if (written?.write === 'stale') return counts;
  const book = written === undefined ? run.found : run.mended;
  book.note(principal.app, needed.why, principal.principalId);
  return countOne(counts, needed.mend === 'adopt' ? 'adopted' : 'drift');
}

async function apply(row: Principal, needed: Mend, run: CensusRun): Promise<Written | undefined> {
  const { principals, clock } = run.ports;
  const { principalId, generation } = row;
  switch (needed.mend) {
    case 'adopt':
      return principals.adopt(principalId, clock.now());
    case 'requeue':
      return principals.requeue(principalId, row);
    case 'mark-due':
      return principals.markDue(principalId, 'forced', clock.now());
    case 'publish-again': {
      const { publishedVersion } = needed;
      return principals.unpublish(principalId, { generation, publishedVersion }, clock.now());
    }
    case 'none':
      return undefined;
  }
}
