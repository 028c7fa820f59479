import { freshBudget } from '../core/budget.ts';
import type { Principal } from '../core/principal.ts';
import { grantDigest, sealedText } from '../core/sealed.ts';
import { SECOND } from '../core/time.ts';
import type { Grant } from '../core/tokens.ts';
import { type Enrolment, isExchanged } from './enrolment.ts';
import type { ExchangeSettings } from './exchange-run.ts';
import { LIMITS } from './limits.ts';
import type { Ports, Reading, Replacement } from './ports.ts';

/** The row that an enrolment puts in place of another, or of nothing; held from the start if it is exchanged at once. */
export async function rowOf(
  enrolment: Enrolment,
  before: Reading,
  { sealer, vault, clock, chance }: Ports,
  { deadline, limits = LIMITS }: ExchangeSettings,
): Promise<Replacement> {
  const { principalId, provider, app, subject, labels } = enrolment;
  const now = clock.now();
  const secretName = vault.nameFor(provider, principalId);
  const seal = await sealer.prepare();
  const old: Principal | undefined = before.row === 'found' ? before.principal : undefined;
  const grant = keptGrant(enrolment);
  const keptBy = chance.id();
  return {
    provider,
    app,
    sealed: await seal(sealedText({ principalId, provider, app, grant })),
    grantDigest: grantDigest(principalId, grant),
    // Never restarts: above the old row's, above any version still under that name, at least the epoch's seconds.
    generation: Math.max(
      Math.floor(now / SECOND),
      (old?.generation ?? 0) + 1,
      (await vault.latestGeneration(secretName)) + 1,
    ),
    keptBy,
    secretName,
    publishBudget: old?.publishBudget ?? freshBudget(now),
    ...(isExchanged(enrolment) && { lease: { id: keptBy, until: deadline + limits.leaseBeyondDeadline } }),
    ...(subject !== undefined && { subject }),
    ...(labels !== undefined && { labels }),
  };
}

/** What is exchanged is never kept: a row whose exchange was cut off has nothing to present, and its owner is asked. */
const keptGrant = (enrolment: Enrolment): Grant =>
  isExchanged(enrolment) || enrolment.grant.kind === 'authorization_code'
    ? { kind: 'none' }
    : enrolment.grant;
