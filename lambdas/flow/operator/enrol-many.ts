import { randomBytes } from 'node:crypto';
import { giveItsOwn, repeatedGrants, type SoleGrant } from '../../core/repeated-grants.ts';
import { enrol } from '../enrol.ts';
import { type Enrolled, type Enrolment, type Refusal, refusal } from '../enrolment.ts';
import type { ExchangeSettings } from '../exchange-run.ts';
import { LIMITS } from '../limits.ts';
import type { Ports } from '../ports.ts';

/** Enough for a hundred in one call, and far below what Secrets Manager takes beside a tick. */
const AT_ONCE = 4;

/**
 * Enrols each by itself; results come in the same order. What one is refused for, or what AWS fails at, keeps nobody else from being enrolled.
 * When time runs out the rest is left untried.
 */
export async function enrolMany(
  enrolments: readonly Enrolment[],
  ports: Ports,
  settings: ExchangeSettings,
): Promise<readonly Enrolled[]> {
  const results: Enrolled[] = [];
  const refusals = repetitions(enrolments);
  const rest = [...enrolments.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [index, enrolment] = next;
      results[index] = refusals[index] ?? (await enrolOne(enrolment, ports, settings));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** Of what stands there twice the first counts, be it an id or a grant. */
function repetitions(enrolments: readonly Enrolment[]): readonly (Refusal | undefined)[] {
  const ids = new Set<string>();
  const repeated = repeatedGrants(randomBytes(32));
  return enrolments.map((enrolment) => {
    const { principalId } = enrolment;
    if (ids.has(principalId))
      return refusal('principal_id', 'It stands here twice, and the first was taken: give each once');
    ids.add(principalId);
    const grant = soleGrantOf(enrolment);
    const other = grant && repeated(grant, principalId);
    return other === undefined ? undefined : refusal('grant', giveItsOwn(other));
  });
}

function soleGrantOf({ provider, grant }: Enrolment): SoleGrant | undefined {
  switch (grant.kind) {
    case 'refresh_token':
      return { provider, kind: grant.kind, secret: grant.refreshToken.reveal() };
    case 'authorization_code':
      return { provider, kind: grant.kind, secret: grant.code.reveal() };
    default:
      return undefined;
  }
}

async function enrolOne(enrolment: Enrolment, ports: Ports, settings: ExchangeSettings): Promise<Enrolled> {
  if (!isTimeForOneMore(ports, settings))
    return { ...refusal('principal_id', 'It was not tried, time ran out: send it again'), left: 'untried' };
  try {
    return await enrol(enrolment, ports, settings);
  } catch (error) {
    ports.journal.warn('enrolment failed', { principalId: enrolment.principalId, error });
    const { name } = error instanceof Error ? error : { name: 'unknown' };
    const remedy = `AWS failed (${name}) and it may be enrolled or not: show it, then enrol it if it is not`;
    return { ...refusal('principal_id', remedy), left: 'unsure' };
  }
}

/** As for a tick's claims: what is asked can still be kept. */
const isTimeForOneMore = (
  { clock }: Pick<Ports, 'clock'>,
  { deadline, limits = LIMITS }: ExchangeSettings,
): boolean => clock.now() + limits.provider + limits.persistReserve <= deadline;
