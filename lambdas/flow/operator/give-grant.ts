import type { Presentable } from '../../core/tokens.ts';
import { enrol } from '../enrol.ts';
import type { Enrolled } from '../enrolment.ts';
import type { ExchangeSettings } from '../exchange-run.ts';
import type { Ports } from '../ports.ts';
import type { Refused } from './refused.ts';
import { rowToChange } from './row-to-change.ts';

export interface NewGrant {
  readonly principalId: string;
  readonly grant: Presentable;
  readonly keepLogin?: boolean;
}

/**
 * A halted principal's owner has authorized again: an enrolment on the provider and app that its row names, for the same
 * user or thing.
 */
export async function giveGrant(
  { principalId, grant, keepLogin }: NewGrant,
  ports: Ports,
  settings: ExchangeSettings,
): Promise<Enrolled | Refused> {
  const row = await rowToChange(principalId, ports);
  if ('done' in row) return row;
  const { provider, app } = row;
  const enrolment = { principalId, provider, app, grant, ...(keepLogin !== undefined && { keepLogin }) };
  return enrol(enrolment, ports, settings);
}
