import { isStray, type Principal } from '../../core/principal.ts';
import type { Ports } from '../ports.ts';
import type { OperatorPorts } from './ports.ts';
import { type Refused, refusedAsHalted, refusedBy } from './refused.ts';
import { rowToChange } from './row-to-change.ts';
import { switchApp } from './switch-app.ts';

export interface Resumed {
  readonly done: true;
  readonly change: 'resumed' | 'unchanged';
}

/** Puts a principal back into its queue, to be looked at now, or when the lease of the run that still holds it ends. */
export async function resumePrincipal(
  principalId: string,
  ports: Pick<Ports, 'principals' | 'clock'>,
): Promise<Resumed | Refused> {
  const { principals, clock } = ports;
  const row = await rowToChange(principalId, ports);
  if ('done' in row) return row;
  const halted = refusedAsHalted(row, clock.now());
  if (halted) return halted;
  if (runs(row)) return { done: true, change: 'unchanged' };

  const now = clock.now();
  const written = isStray(row)
    ? await principals.adopt(principalId, now)
    : await principals.resume(principalId, now);
  return written.write === 'done'
    ? { done: true, change: 'resumed' }
    : refusedBy(principalId, written.now, now);
}

const runs = (row: Principal): boolean => row.state === 'active' && !isStray(row);

/** Ends an operator's own pause. What the scheduler itself holds back it probes every minute. */
export const resumeApp = (
  app: string,
  { controls }: Pick<OperatorPorts, 'controls'>,
): Promise<Resumed | Refused> => switchApp(app, 'resumed', () => controls.resumeApp(app));

export const resumeEverything = async ({ controls }: Pick<OperatorPorts, 'controls'>): Promise<Resumed> => ({
  done: true,
  change: (await controls.resumeEverything()) === 'done' ? 'resumed' : 'unchanged',
});
