import type { Problem } from '../fleet/answers.ts';
import type { Operate } from '../fleet/operate.ts';
import { fleetRequest, showRequest } from '../fleet/requests.ts';

/** Who is to be authorized, and through which app. */
export interface Candidate {
  readonly provider: string;
  readonly app: string;
}

export type CandidateReading =
  | { readonly ok: true; readonly candidate: Candidate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const refused = (field: string, remedy: string): CandidateReading => ({
  ok: false,
  problems: [{ field, remedy }],
});

/** Found out before anybody is sent to a page: a consent that cannot be used is a nuisance to its owner. */
export const candidateFor = async (
  id: string,
  app: string | undefined,
  operate: Operate,
): Promise<CandidateReading> => {
  const row = await operate(showRequest(id));
  if (!row.ok) return newcomerOf(app, operate);
  if (row.state !== 'halted')
    return refused(
      'principal_id',
      `It is enrolled (${row.state}) and its grant lives: only a halted one takes a new grant`,
    );
  if (app !== undefined && app !== row.app)
    return refused('app', `It belongs to ${row.app}: leave --app out, or remove the principal first`);
  return { ok: true, candidate: row };
};

const newcomerOf = async (wanted: string | undefined, operate: Operate): Promise<CandidateReading> => {
  const answer = await operate(fleetRequest('listApps'));
  if (!answer.ok) return answer;
  const [first, ...others] = answer.apps;
  if (!first) return refused('app', 'There is none yet: put one with "app put"');
  const found = wanted === undefined ? first : answer.apps.find(({ app }) => app === wanted);
  if (!found) return refused('app', 'There is no such app: put it first, with "app put"');
  return wanted === undefined && others.length > 0
    ? refused('app', `Give --app, one of: ${answer.apps.map(({ app }) => app).join(', ')}`)
    : { ok: true, candidate: found };
};
