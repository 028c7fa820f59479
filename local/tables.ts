import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import Table from 'cli-table3';
import type { Standing } from './report.ts';
import type { Clouds } from './world.ts';

const plain = (head: string[]) => new Table({ head, style: { head: [], border: [], compact: true } });

/** A span as a person says it: 59 s, 44 min, 1 h 58 min, 12 d. */
export const span = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (ms < 0) return 'over';
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / (24 * 60))} d`;
};

const until = (at: number | undefined, now: number, none: string): string =>
  at === undefined ? none : span(at - now);

export const fleetTable = (standings: readonly Standing[], now: number): string => {
  const table = plain(['principal', 'provider', 'state', 'verdict', 'expires in', 'next look in', '']);
  for (const { member, principal, verdict, served } of standings) {
    table.push([
      member.principalId,
      member.cloud,
      principal?.state ?? 'missing',
      verdict,
      until(principal?.expiresAt, now, 'no token yet'),
      principal?.state === 'active' ? until(principal.refreshAt, now, '') : 'when resumed',
      served ? 'published' : (member.trouble?.told ?? 'NOT PUBLISHED'),
    ]);
  }
  return table.toString();
};

export const secretsTable = (secrets: readonly SecretListEntry[]): string => {
  const table = plain(['secret', 'version under AWSCURRENT', 'last changed']);
  for (const { Name = '', SecretVersionsToStages = {}, LastChangedDate } of secrets) {
    const current = Object.keys(SecretVersionsToStages).find((id) =>
      SecretVersionsToStages[id]?.includes('AWSCURRENT'),
    );
    table.push([Name, `${current?.slice(0, 16) ?? 'none'}…`, LastChangedDate?.toISOString() ?? '']);
  }
  return table.toString();
};

export const cloudsTable = (clouds: Clouds): string => {
  const table = plain(['cloud', 'requests', 'refreshed', 'logins', 'refused', 'retried', 'reused']);
  for (const [name, { counts }] of Object.entries(clouds))
    table.push([
      name,
      counts.calls,
      counts.refreshed,
      counts.logins,
      counts.refused,
      counts.retriedAfterLostAnswer,
      counts.reused,
    ]);
  return table.toString();
};
