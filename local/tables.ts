import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import Table from 'cli-table3';
import type { MemberReport } from './report.ts';
import type { Clouds } from './world.ts';

/** Columns without lines between them: a terminal has 80 characters, and lines would take a quarter of them. */
const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: '  ',
};

/** `widths`: of the columns; words are wrapped to fit. Default: as wide as what they hold. */
const draw = (head: string[], rows: (string | number)[][], widths: number[] = []): string => {
  const table = new Table({
    head: head.map((title) => title.toUpperCase()),
    colWidths: widths,
    wordWrap: true,
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows);
  return `${table.toString().replace(/ +$/gm, '')}\n`;
};

const widthOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

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

const nextLook = ({ principal }: MemberReport, now: number): string => {
  switch (principal?.state) {
    case 'active':
      return until(principal.refreshAt, now, '');
    case 'halted':
      return 'needs a new grant';
    case 'paused':
      return 'when resumed';
    case undefined:
      return '';
  }
};

/** In a narrow terminal the texts are wrapped, and the provider is left to the other tables. */
const NARROW = [13, 6, 22, 10, 10, 9];

export const fleetTable = (reports: readonly MemberReport[], now: number, columns: number): string => {
  const head = ['principal', 'provider', 'state', 'verdict', 'expires in', 'next look in', 'note'];
  const rows = reports.map((report) => [
    report.member.principalId,
    report.member.cloud,
    report.principal?.state ?? 'missing',
    report.verdict,
    until(report.principal?.expiresAt, now, 'no token yet'),
    nextLook(report, now),
    report.served ? 'published' : (report.member.trouble?.told ?? 'NOT PUBLISHED'),
  ]);
  const whole = draw(head, rows);
  if (widthOf(whole) <= columns) return whole;
  return draw(
    head.toSpliced(1, 1),
    rows.map((row) => row.toSpliced(1, 1)),
    NARROW,
  );
};

export const secretsTable = (secrets: readonly SecretListEntry[]): string =>
  draw(
    ['secret', 'AWSCURRENT', 'last changed'],
    secrets.map(({ Name = '', SecretVersionsToStages: stages = {}, LastChangedDate }) => {
      const current = Object.keys(stages).find((id) => stages[id]?.includes('AWSCURRENT'));
      const changed = LastChangedDate?.toISOString().replace(/\.\d+/, '') ?? '';
      return [Name, current ? `${current.slice(0, 8)}…` : 'none', changed];
    }),
  );

/** Every request was granted (refreshed, logins), refused, or failed: the cloud did not get to work on it. */
export const cloudsTable = (clouds: Clouds): string =>
  draw(
    ['cloud', 'requests', 'refreshed', 'logins', 'refused', 'failed', 'retried', 'reused'],
    Object.entries(clouds).map(([name, { counts }]) => {
      const { calls, refreshed, logins, exchanged, refused, retriedAfterLostAnswer, reused } = counts;
      const failed = calls - refreshed - logins - exchanged - refused;
      return [name, calls, refreshed, logins, refused, failed, retriedAfterLostAnswer, reused];
    }),
  );
