import type { Protocol } from '../core/protocols/protocol.ts';
import { type Enrolment, isExchanged, type Refusal, refusal } from './enrolment.ts';
import type { AppCredentials, Ports, Reading } from './ports.ts';

export interface Fit {
  readonly protocol: Protocol;
  readonly credentials: AppCredentials;
}

/** The app's secret can be used with this grant, and the app is this provider's. */
export async function fitApp(
  enrolment: Enrolment,
  protocol: Protocol,
  { apps, controls }: Ports,
): Promise<Fit | Refusal> {
  const { app, provider, grant } = enrolment;
  const credentials = await apps.read(app, provider, 'fresh');
  if (!credentials.ok && credentials.missing)
    return refusal('app', `${app} is not registered: refresh-scheduler app put FILE`);
  const problem = credentials.ok ? protocol.lacks(grant, credentials.apps[0]) : credentials.problems[0];
  if (!credentials.ok || problem)
    return refusal(`app secret ${problem?.field ?? ''}`.trim(), problem?.remedy ?? 'Register the app first');
  if ((await controls.ensure(app, provider)) === 'other-provider')
    return refusal(
      'provider',
      `The app ${app} is known under another provider: use that, or another app name`,
    );
  if (isExchanged(enrolment) && (await isPaused(app, controls)))
    return refusal('app', 'An operator has paused it, so nobody is asked: resume it first');
  return { protocol, credentials };
}

async function isPaused(app: string, controls: Ports['controls']): Promise<boolean> {
  const { apps, everythingPaused } = await controls.list();
  return everythingPaused || apps.some((one) => one.app === app && one.operatorPausedAt !== undefined);
}

/** A one-token app is taken before the row is written, so that two enrolments at once cannot both have it. */
export async function takeApp(
  { app, principalId }: Enrolment,
  { tokensPerApp }: Protocol,
  { controls }: Ports,
): Promise<Refusal | undefined> {
  if (tokensPerApp === 'many') return undefined;
  const sole = await controls.adoptSole(app, principalId);
  return sole === principalId
    ? undefined
    : refusal(
        'app',
        `This provider keeps one token alive per app, and ${app} serves ${sole}: use another app`,
      );
}

/** Whatever became of it: an app that the row is not of, it does not hold. */
export async function giveUpApps(
  { app, principalId }: Enrolment,
  before: Reading,
  { principals, controls }: Ports,
): Promise<void> {
  const now = await principals.get(principalId);
  if (now.row === 'malformed') return;
  const held = now.row === 'found' ? now.principal.app : undefined;
  const taken = new Set([app, ...(before.row === 'found' ? [before.principal.app] : [])]);
  for (const one of taken) if (one !== held) await controls.releaseSole(one, principalId);
}
