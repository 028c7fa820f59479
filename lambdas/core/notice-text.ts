import type { Cause } from './cause.ts';
import type { Notice } from './notices.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

/** What a person reads, in a mail or on a telephone. */
export interface NoticeText {
  /** SNS takes 100 characters of ASCII at most. */
  readonly subject: string;
  readonly text: string;
}

const SUBJECT_LENGTH = 100;
const LINE_LENGTH = 1_000;

/** In a few words, and its entry in the runbook. */
const TROUBLES: Readonly<Record<Cause['trouble'], { readonly what: string; readonly entry: string }>> = {
  outage: { what: 'the cloud gives no usable answer', entry: 'provider-outage' },
  misconfigured: { what: 'the provider refuses the app itself', entry: 'app-misconfigured' },
  'refused-in-bulk': { what: 'grants are refused in bulk', entry: 'refused-in-bulk' },
  certificate: { what: 'a certificate is about to end', entry: 'certificate-ends' },
  failing: { what: 'refreshing fails again and again', entry: 'refresh-failing' },
  reauthorize: { what: 'the owner has to authorize again', entry: 'reauthorization-required' },
  configuration: { what: 'something has to be configured', entry: 'configuration-required' },
  'grant-ends': { what: 'the refresh token is about to end', entry: 'refresh-token-ends' },
};

/** Every entry of the runbook that a notice can name. */
export const RUNBOOK_ENTRIES: readonly string[] = Object.values(TROUBLES).map(({ entry }) => entry);

const OPENING: Readonly<Record<Notice['kind'], string>> = {
  opened: '',
  grown: 'More: ',
  escalated: 'Still: ',
  over: 'Over: ',
};

/**
 * @param fleet whose notice it is
 * @param runbook where the runbook is, a path or an address
 * @param id stable: the same notice, told twice because of a crash, carries the same
 */
export const textOf = (
  { kind, cause, openedAt }: Pick<Notice, 'kind' | 'cause' | 'openedAt'>,
  { fleet, runbook, id, now }: { fleet: string; runbook: string; id: string; now: number },
): NoticeText => {
  const { what, entry } = TROUBLES[cause.trouble];
  const who = whoOf(cause);
  const lines =
    kind === 'over'
      ? [
          `Who:    ${who}`,
          `What:   it is over: ${what} (${cause.code})`,
          `Lasted: ${span(now - openedAt)} since it was told`,
        ]
      : [
          `Who:    ${who}${names(cause)}`,
          `What:   ${what} (${cause.code})`,
          `Since:  ${minute(cause.since)}${kind === 'opened' ? '' : `, told ${span(now - openedAt)} ago`}`,
          `Do:     ${cause.action}`,
          `More:   ${runbook}#${entry}`,
        ];
  return {
    subject: shortened(printable(`${OPENING[kind]}${who}: ${what} [${fleet}]`), SUBJECT_LENGTH),
    text: [...lines, `Id:     ${id}`].map((line) => shortened(printable(line), LINE_LENGTH)).join('\n'),
  };
};

const whoOf = ({ provider, apps, principals }: Cause): string => {
  const [app = '', ...others] = apps;
  const where = others.length > 0 ? `several apps (${provider})` : `app ${app} (${provider})`;
  if (principals.count === 0) return where;
  return principals.count === 1
    ? `principal ${principals.ids[0]} of ${where}`
    : `${principals.count} principals of ${where}`;
};

const names = ({ apps, principals }: Cause): string => {
  const named = [
    ...(apps.length > 1 ? [`apps ${apps.join(', ')}`] : []),
    ...(principals.count > 1 ? [`principals ${principals.ids.join(', ')}`] : []),
  ];
  return named.length === 0 ? '' : `; among them ${named.join('; ')}`;
};

/** Part of it stood in a row, which anybody may have written who can write the table. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 3)}...`;

const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const span = (ms: number): string => {
  if (ms >= 2 * DAY) return `${Math.round(ms / DAY)} days`;
  if (ms >= 2 * HOUR) return `${Math.round(ms / HOUR)} hours`;
  return `${Math.max(1, Math.round(ms / MINUTE))} min`;
};
