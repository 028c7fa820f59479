import { PRINCIPAL_ID } from '../contract.ts';
import { enrol } from '../flow/enrol.ts';
import type { ExchangeSettings } from '../flow/exchange-run.ts';
import type { Ports } from '../flow/ports.ts';
import { registerApp } from '../flow/register-app.ts';
import { type Answer, ofEnrolment, ofRegistration, ofRow, refusedWith } from './answers.ts';
import { type Request, readRequest } from './requests.ts';

/** Does what an operator asks for. What is refused is answered; what is thrown is nobody's answer. */
export async function operate(event: unknown, ports: Ports, settings: ExchangeSettings): Promise<Answer> {
  const reading = readRequest(event);
  const answer = reading.ok
    ? await carryOut(reading.request, ports, settings)
    : refusedWith(reading.operation, reading.problems);
  note(answer, ports);
  return answer;
}

async function carryOut(request: Request, ports: Ports, settings: ExchangeSettings): Promise<Answer> {
  switch (request.operation) {
    case 'registerApp':
      return ofRegistration(request.app, await registerApp(request, ports));
    case 'enrol':
      return ofEnrolment(await enrol(request, ports, settings));
    case 'show':
      return PRINCIPAL_ID.test(request.principalId)
        ? ofRow(request.principalId, await ports.principals.get(request.principalId))
        : refusedWith(request.operation, [
            { field: 'principal_id', remedy: 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -' },
          ]);
  }
}

/** Who was changed, or which fields were refused: never what was asked, which holds secrets. */
const note = (answer: Answer, { journal }: Ports): void => {
  const { ok, operation, app, principal_id, change, published } = answer;
  const problems = (answer.problems ?? []) as readonly { readonly field: string }[];
  journal.info('operated', {
    ok,
    operation,
    ...(app !== undefined && { app }),
    ...(principal_id !== undefined && { principalId: principal_id }),
    ...(change !== undefined && { change }),
    ...(published !== undefined && { published }),
    ...(!ok && { refused: problems.map(({ field }) => field) }),
  });
};
