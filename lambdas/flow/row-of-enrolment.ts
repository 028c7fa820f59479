import { freshBudget } from '../core/budget.ts';
import type { Lease, Principal } from '../core/principal.ts';
import { grantDigest, sealedText } from '../core/sealed.ts';
import { SECOND } from '../core/time.ts';
import type { Grant } from '../core/tokens.ts';
import { type Enrolment, isExchanged } from './enrolment.ts';
import type { ExchangeSettings } from './exchange-run.ts';
import { LIMITS } from './limits.ts';
import type { Ports, Reading, Replacement } from './ports.ts';

/** The row that an enrolment puts in place of a halted one, or of nothing. */
export async function rowOf(
  enrolment: Enrolment,
  before: Reading,
  { sealer, vault, clock, chance }: Ports,
): Promise<Replacement> {
  const { principalId, provider, app, labels } = enrolment;
  const now = clock.now();
  const secretName = vault.nameFor(provider, principalId);
  const seal = await sealer.prepare();
  const old: Principal | undefined = before.row === 'found' ? before.principal : undefined;
  const grant = keptGrant(enrolment);
  const subject = subjectOf(enrolment, old);
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
    keptBy: chance.id(),
    secretName,
    publishBudget: old?.publishBudget ?? freshBudget(now),
    ...(subject !== undefined && { subject }),
    ...(labels !== undefined && { labels }),
  };
}

/** A row that is held from the start by whoever obtains its first tokens. */
export async function claimedRowOf(
  enrolment: Enrolment,
  ports: Ports,
  { deadline, limits = LIMITS }: ExchangeSettings,
): Promise<Replacement & { readonly lease: Lease }> {
  const row = await rowOf(enrolment, { row: 'missing' }, ports);
  return { ...row, lease: { id: row.keptBy, until: deadline + limits.leaseBeyondDeadline } };
}

/** Whom the tokens were for stays so, unless whoever enrols it again names another: consumers trust in it. */
const subjectOf = ({ subject, provider }: Enrolment, old: Principal | undefined): string | undefined =>
  subject ?? (old?.provider === provider ? old.subject : undefined);

/** What is exchanged is never kept: a row whose exchange was cut off has nothing to present, and its owner is asked. */
const keptGrant = (enrolment: Enrolment): Grant =>
  isExchanged(enrolment) || enrolment.grant.kind === 'authorization_code'
    ? { kind: 'none' }
    : enrolment.grant;
