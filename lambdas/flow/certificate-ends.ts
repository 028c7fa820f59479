import { EVENT } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import { certificateEnds, reportOnCertificates } from '../core/certificates.ts';
import { aboutApp } from './announcements.ts';
import type { CensusRun } from './census-run.ts';
import { inParallel } from './in-parallel.ts';
import type { AppControl } from './ports.ts';

/**
 * Tells once of each certificate that is about to end, and that it is over. One that has ended, or never worked, is
 * found out by ticks: they announce what it does to the app.
 *
 * @returns how long (ms) the certificate lasts that ends first, of those that could be read; negative once it has ended
 */
export async function tellOfCertificates(
  apps: readonly AppControl[],
  run: CensusRun,
): Promise<number | undefined> {
  const ends = await inParallel(apps, async (app) => {
    try {
      return await tellOfApp(app, run);
    } catch (error) {
      run.ports.journal.warn('certificates could not be looked at', { app: app.app, error });
      return [];
    }
  });
  const known = ends.flat();
  return known.length === 0 ? undefined : Math.min(...known) - run.ports.clock.now();
}

/** @returns when its certificates end, epoch ms */
async function tellOfApp(control: AppControl, run: CensusRun): Promise<readonly number[]> {
  const { apps, announcer, record, clock } = run.ports;
  const credentials = await apps.read(control.app, control.provider);
  if (!credentials.ok) return [];
  const now = clock.now();
  const { tls } = credentials.apps[0];
  const { warnings, problems } = reportOnCertificates(tls, now);
  const before = control.certificatesTold ?? [];
  const near = warnings.map(({ field, remedy }) => `${field} ${remedy}`);

  for (const what of near.filter((one) => !before.includes(one))) {
    const facts = { code: 'certificate-ends', reason: what, action: ACTION.renewCertificate };
    await announcer.announce(aboutApp(EVENT.configurationRequired, control, what, facts, now));
    run.mended.note(control.app, `told: ${EVENT.configurationRequired}`, '(app)');
  }
  for (const what of before.filter((one) => !near.includes(one) && problems.length === 0)) {
    const facts = { reason: 'The certificate that was about to end was replaced.' };
    await announcer.announce(aboutApp(EVENT.recovered, control, what, facts, now));
    run.mended.note(control.app, `told: ${EVENT.recovered}`, '(app)');
  }
  if (near.join('\n') !== before.join('\n')) await record.noteCertificates(control.app, near);
  return certificateEnds(tls).map(({ endsAt }) => endsAt);
}
