import { ACTION } from '../core/action.ts';
import { type Cause, causeOfApp } from '../core/cause.ts';
import { textOf } from '../core/notice-text.ts';
import { type Book, type Notice, noticesDue, type Pace, AS_DEPLOYED as UNHURRIED } from '../core/notices.ts';
import { type Matter, matterOf } from '../core/standing.ts';
import { AS_DEPLOYED, type Tempo } from '../core/tempo.ts';
import { stableId } from './announcements.ts';
import type { NoticePorts } from './notice-ports.ts';
import type { AppControl } from './ports.ts';

export interface NotifySettings {
  readonly fleet: string;
  /** Where the runbook is, a path or an address. */
  readonly runbook: string;
  /** @default as deployed */
  readonly tempo?: Tempo;
  readonly pace?: Pace;
}

export interface NotifyReport {
  readonly told: readonly Notice[];
  /** Could not be sent: the next run tells them. */
  readonly failed: number;
}

/**
 * One run: tells people what is new and what is over, cause by cause. The bus has had an event for each change already, for
 * programs; a person reads one notice for a thousand of them.
 *
 * A notice is sent first and noted then, so that a crash between tells it twice, under one id.
 */
export async function notify(
  { controls, record, notifier, journal, clock }: NoticePorts,
  { fleet, runbook, tempo = AS_DEPLOYED, pace = UNHURRIED }: NotifySettings,
): Promise<NotifyReport> {
  const now = clock.now();
  const [{ apps }, counted, before] = await Promise.all([controls.list(), record.causes(), record.book()]);
  const causes = [...apps.flatMap((app) => causesOf(app, now, tempo)), ...(counted ?? [])];
  const due = noticesDue(before, causes, { now, counted: counted !== undefined, pace });

  const told: Notice[] = [];
  let book = before;
  for (const notice of due) {
    const id = stableId(notice.kind, notice.key, notice.episode);
    try {
      await notifier.notify(notice.severity, textOf(notice, { fleet, runbook, id, now }));
    } catch (error) {
      journal.warn('notice could not be sent', { key: notice.key, error });
      break;
    }
    told.push(notice);
    book = noted(book, notice);
  }
  if (told.length > 0) await record.keepBook(book);
  return { told, failed: due.length - told.length };
}

/** What its standing says of an app as a whole, and what the census told of its certificates. */
const causesOf = (app: AppControl, now: number, tempo: Tempo): readonly Cause[] => {
  const matter = matterOf(app.standing, now, tempo);
  const certificates = app.certificatesTold ?? [];
  return [
    ...(matter ? [causeOfMatter(app, matter)] : []),
    ...certificates.map((code) =>
      causeOfApp(app, { trouble: 'certificate', code, action: ACTION.renewCertificate, since: now }),
    ),
  ];
};

const causeOfMatter = (app: AppControl, { what, code, since }: Matter): Cause =>
  causeOfApp(app, {
    ...{ trouble: what, code, since },
    action: what === 'outage' ? ACTION.askProvider : ACTION.fixApp,
  });

const noted = (book: Book, { key, told }: Notice): Book => {
  const { [key]: _, ...others } = book;
  return told === undefined ? others : { ...others, [key]: told };
};
