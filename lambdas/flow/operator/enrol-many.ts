import { enrol } from '../enrol.ts';
import { type Enrolled, type Enrolment, refusal } from '../enrolment.ts';
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
  const firstOf = new Map(enrolments.toReversed().map((enrolment) => [enrolment.principalId, enrolment]));
  const rest = [...enrolments.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [index, enrolment] = next;
      results[index] =
        firstOf.get(enrolment.principalId) === enrolment
          ? await enrolOne(enrolment, ports, settings)
          : refusal('principal_id', 'It stands here twice, and the first was taken: give each once');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
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
