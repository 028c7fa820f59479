import { reportOnCertificates } from '../../core/certificates.ts';
import type { AppProblem } from '../../core/protocols/protocol.ts';
import { unfitName } from './names.ts';
import type { OperatorPorts } from './ports.ts';
import type { Refused } from './refused.ts';
import { refusedAsUnknown } from './switch-app.ts';

export interface Checked {
  readonly done: true;
  readonly provider: string;
  /** What cannot work: fields of the secret, certificates that ended. */
  readonly problems: readonly AppProblem[];
  /** What will soon stop working. */
  readonly warnings: readonly AppProblem[];
}

/** Looks at an app's secret as it lies there now, past the cache. Nobody is asked, and nothing is changed. */
export async function checkApp(
  app: string,
  { apps, controls, clock }: Pick<OperatorPorts, 'apps' | 'controls' | 'clock'>,
): Promise<Checked | Refused> {
  const unfit = unfitName('app', app);
  if (unfit) return unfit;
  const known = (await controls.list()).apps.find((control) => control.app === app);
  if (!known) return refusedAsUnknown(app);

  const { provider } = known;
  const credentials = await apps.read(app, provider, 'fresh');
  return credentials.ok
    ? { done: true, provider, ...reportOnCertificates(credentials.apps[0].tls, clock.now()) }
    : { done: true, provider, problems: credentials.problems, warnings: [] };
}
