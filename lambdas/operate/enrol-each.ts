import type { Enrolment } from '../flow/enrolment.ts';
import type { ExchangeSettings } from '../flow/exchange-run.ts';
import { enrolMany } from '../flow/operator/enrol-many.ts';
import type { Ports } from '../flow/ports.ts';
import { type Answer, ofEnrolment, refusedWith } from './answers.ts';
import type { EnrolmentReading } from './enrolments.ts';

/** An answer for each, in the order they were given; what does not fit keeps nobody else from being enrolled. */
export async function enrolEach(
  principals: readonly EnrolmentReading[],
  ports: Ports,
  settings: ExchangeSettings,
): Promise<readonly Answer[]> {
  const fit = principals.flatMap((one) => (one.ok ? [one.enrolment] : []));
  const results = await enrolMany(fit, ports, settings);
  const answers = new Map(fit.map((enrolment, index) => [enrolment, results[index]]));
  return principals.map((one) => {
    if (!one.ok) return { ...refusedWith('enrol', one.problems), ...named(one) };
    const enrolled = answers.get(one.enrolment);
    if (!enrolled) throw new Error('an enrolment was not answered');
    return { ...ofEnrolment(enrolled), ...named(one.enrolment) };
  });
}

/** A refusal says whom it is about, too: the caller has many. */
const named = ({ principalId }: Partial<Pick<Enrolment, 'principalId'>>) =>
  principalId === undefined ? {} : { principal_id: principalId };
