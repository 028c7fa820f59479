import type { Cause } from '../core/cause.ts';
import type { NoticeText } from '../core/notice-text.ts';
import type { Book, Severity } from '../core/notices.ts';
import type { Clock, Controls, Journal } from './ports.ts';

export interface NoticeRecord {
  /** What principals are in trouble for, as the last census found it; `undefined` before the first. */
  causes(): Promise<readonly Cause[] | undefined>;
  /** What people were told of and is not over; empty where nothing is, or it cannot be read. */
  book(): Promise<Book>;
  keepBook(book: Book): Promise<void>;
}

/** Where people read: one place for what cannot wait, one for what can. */
export interface Notifier {
  notify(severity: Severity, text: NoticeText): Promise<void>;
}

/** A handful of items is all that is read: no row, no secret and no key. */
export interface NoticePorts {
  readonly controls: Pick<Controls, 'list'>;
  readonly record: NoticeRecord;
  readonly notifier: Notifier;
  readonly journal: Journal;
  readonly clock: Clock;
}
