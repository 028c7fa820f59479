import type { OperatorPorts } from './ports.ts';

/**
 * A one-token app that a principal held and no longer uses is free for another. Answers whether there was one.
 *
 * Whoever enrols it again in the middle has taken the app before the row is written: should it be given up here, the
 * next tick takes it for the row again.
 */
export async function giveUpApps(
  principalId: string,
  { principals, controls }: Pick<OperatorPorts, 'principals' | 'controls'>,
): Promise<boolean> {
  const held = (await controls.list()).apps.filter(({ sole }) => sole === principalId);
  if (held.length === 0) return false;
  const now = await principals.get(principalId);
  const given = held.filter(
    ({ app }) => now.row === 'missing' || (now.row === 'found' && now.principal.app !== app),
  );
  for (const { app } of given) await controls.releaseSole(app, principalId);
  return given.length > 0;
}
