import { PRINCIPAL_ID } from '../contract.ts';
import type { Ports } from '../flow/ports.ts';
import type { Answer } from './answers.ts';

/** Logs who was changed, or which fields were refused: never what was asked, which holds secrets. */
export const note = (answer: Answer, ports: Pick<Ports, 'journal'>): void => {
  const { ok, operation, app, principal_id, everything, change, published, secret } = answer;
  const problems = (answer.problems ?? []) as readonly { readonly field: string }[];
  ports.journal.info('operated', {
    ok,
    operation,
    ...(isName(app) && { app }),
    ...(isName(principal_id) && { principalId: principal_id }),
    ...(everything === true && { everything }),
    ...(change !== undefined && { change }),
    ...(published !== undefined && { published }),
    ...(secret !== undefined && { secret }),
    ...(!ok && { refused: problems.map(({ field }) => field) }),
  });
  for (const one of (answer.results ?? []) as readonly Answer[]) note(one, ports);
};

/** What cannot be a name may be something secret in the wrong place. */
const isName = (value: unknown): boolean => typeof value === 'string' && PRINCIPAL_ID.test(value);
