import { PRINCIPAL_ID } from '../contract.ts';
import { enrol } from '../flow/enrol.ts';
import type { ExchangeSettings } from '../flow/exchange-run.ts';
import { authorizeUrl } from '../flow/operator/authorize-url.ts';
import { checkApp } from '../flow/operator/check-app.ts';
import { diagnose } from '../flow/operator/diagnose.ts';
import { giveGrant } from '../flow/operator/give-grant.ts';
import { list } from '../flow/operator/list.ts';
import { markDue } from '../flow/operator/mark-due.ts';
import type { OperatorPorts } from '../flow/operator/ports.ts';
import { remove } from '../flow/operator/remove.ts';
import { restore } from '../flow/operator/restore.ts';
import { apps, status } from '../flow/operator/status.ts';
import { registerApp } from '../flow/register-app.ts';
import * as answer from './answers.ts';
import { enrolEach } from './enrol-each.ts';
import { note } from './note.ts';
import { pauseTarget, resumeTarget } from './pause-and-resume.ts';
import { type Request, readRequest } from './requests.ts';

/** Does what an operator asks for. What is refused is answered; what is thrown is nobody's answer. */
export async function operate(
  event: unknown,
  ports: OperatorPorts,
  settings: ExchangeSettings,
): Promise<answer.Answer> {
  const reading = readRequest(event);
  const answered = reading.ok
    ? await carryOut(reading.request, ports, settings)
    : answer.refusedWith(reading.operation, reading.problems);
  note(answered, ports);
  return answered;
}

async function carryOut(
  request: Request,
  ports: OperatorPorts,
  settings: ExchangeSettings,
): Promise<answer.Answer> {
  const { operation } = request;
  switch (operation) {
    case 'registerApp':
      return answer.ofRegistration(request.app, await registerApp(request, ports));
    case 'checkApp':
      return answer.ofChange(operation, { app: request.app }, await checkApp(request.app, ports));
    case 'listApps':
      return answer.ofApps(await apps(ports));
    case 'enrol':
      return answer.ofEnrolment(await enrol(request, ports, settings));
    case 'enrolMany':
      return { ok: true, operation, results: await enrolEach(request.principals, ports, settings) };
    case 'show':
      return show(request.principalId, ports);
    case 'list':
      return answer.ofList(await list(request, ports));
    case 'refresh':
      return answer.ofChange(operation, named(request), await markDue(request.principalId, ports));
    case 'pause':
      return pauseTarget(request.target, ports);
    case 'resume':
      return 'grant' in request
        ? answer.ofNewGrant(await giveGrant(request, ports, settings))
        : resumeTarget(request.target, ports);
    case 'remove':
      return answer.ofRemoval(request.principalId, await remove(request, ports));
    case 'restore':
      return answer.ofChange(operation, named(request.rescue), await restore(request.rescue, ports));
    case 'status':
      return answer.ofStatus(await status(ports));
    case 'authorizeUrl':
      return answer.ofChange(
        operation,
        { app: request.app },
        await authorizeUrl(request.app, request.request, ports),
      );
    case 'diagnose':
      return answer.ofChange(operation, {}, await diagnose(request.app, ports, settings));
  }
}

const named = ({ principalId }: { readonly principalId: string }) => ({ principal_id: principalId });

const show = async (principalId: string, { principals }: OperatorPorts): Promise<answer.Answer> =>
  PRINCIPAL_ID.test(principalId)
    ? answer.ofRow(principalId, await principals.get(principalId))
    : answer.refusedWith('show', [
        { field: 'principal_id', remedy: 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -' },
      ]);
