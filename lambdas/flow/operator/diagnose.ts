import { inParallel } from '../in-parallel.ts';
import { diagnoseApp, TIME_FOR_APP } from './diagnose-app.ts';
import { diagnoseBudget, diagnoseFleet, diagnoseKey } from './diagnose-fleet.ts';
import { type Finding, notChecked } from './findings.ts';
import { unfitName } from './names.ts';
import type { OperatorPorts } from './ports.ts';
import type { Refused } from './refused.ts';
import { status } from './status.ts';
import { refusedAsUnknown } from './switch-app.ts';

export interface Diagnosis {
  readonly done: true;
  readonly checks: readonly Finding[];
}

/**
 * Looks at all that can be looked at from where the functions run. Nothing is changed, and nothing of a grant or a
 * secret leaves here: a token endpoint is reached by a TLS handshake and a request without credentials.
 *
 * @param app only this one
 * @param deadline the call's own end, epoch ms
 */
export async function diagnose(
  app: string | undefined,
  ports: OperatorPorts,
  { deadline }: { readonly deadline: number },
): Promise<Diagnosis | Refused> {
  const unfit = app === undefined ? undefined : unfitName('app', app);
  if (unfit) return unfit;
  const { clock } = ports;
  const fleet = await status(ports);
  const apps = fleet.apps.filter((one) => app === undefined || one.app === app);
  if (app !== undefined && apps.length === 0) return refusedAsUnknown(app);

  const [key, budget] = await Promise.all([diagnoseKey(ports), diagnoseBudget(ports)]);
  const ofApps = await inParallel(apps, (one) =>
    clock.now() + TIME_FOR_APP > deadline
      ? Promise.resolve([notChecked(one.app, 'time ran out: look at it alone, with --app')])
      : diagnoseApp(one, ports),
  );
  return { done: true, checks: [key, ...diagnoseFleet(fleet, clock.now()), budget, ...ofApps.flat()] };
}
