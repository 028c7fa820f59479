import type { Ports } from '../ports.ts';
import type { OperatorPorts } from './ports.ts';
import { type Refused, refusedAsHalted, refusedBy } from './refused.ts';
import { rowToChange } from './row-to-change.ts';
import { switchApp } from './switch-app.ts';

export interface Paused {
  readonly done: true;
  readonly change: 'paused' | 'unchanged';
}

/** Takes a principal out of its queue. What a run has begun with it is finished: kept, published, and left at that. */
export async function pausePrincipal(
  principalId: string,
  ports: Pick<Ports, 'principals' | 'clock'>,
): Promise<Paused | Refused> {
  const { principals, clock } = ports;
  const row = await rowToChange(principalId, ports);
  if ('done' in row) return row;
  const halted = refusedAsHalted(row, clock.now());
  if (halted) return halted;
  if (row.state === 'paused') return { done: true, change: 'unchanged' };

  // A grant that came late lives: first the row is what it should be.
  if (row.state === 'halted') await principals.adopt(principalId, clock.now());
  const written = await principals.pause(principalId);
  return written.write === 'done'
    ? { done: true, change: 'paused' }
    : refusedBy(principalId, written.now, clock.now());
}

/** From the next tick on nobody of this app is asked; its rows stay as they are. */
export const pauseApp = (
  app: string,
  { controls, clock }: Pick<OperatorPorts, 'controls' | 'clock'>,
): Promise<Paused | Refused> => switchApp(app, 'paused', () => controls.pauseApp(app, clock.now()));

/** From the next tick on nobody at all is asked. */
export const pauseEverything = async ({
  controls,
  clock,
}: Pick<OperatorPorts, 'controls' | 'clock'>): Promise<Paused> => ({
  done: true,
  change: (await controls.pauseEverything(clock.now())) === 'done' ? 'paused' : 'unchanged',
});
