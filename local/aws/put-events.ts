import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EventBuses } from './event-buses.ts';
import { type Operation, operation } from './operation.ts';
import { AwsError } from './wire.ts';

/** An event that reached a bus. `time` in epoch milliseconds. */
export interface RecordedEvent {
  readonly id: string;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  readonly time: number;
}

/** AWS took 1 MB from January 2026 on; the older bound, which its guide still gives, is kept for whoever relies on it. */
const MAX_REQUEST_BYTES = 256 * 1024;
const TIME_BYTES = 14;

const entryShape = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().min(1).max(1600).default('default'),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
});
type Entry = z.output<typeof entryShape>;

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const sizeOf = (entry: Entry): number =>
  [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources].reduce(
    (bytes, text) => bytes + Buffer.byteLength(text ?? ''),
    entry.Time === undefined ? 0 : TIME_BYTES,
  );

const missing = (name: string): EntryResult => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

const parseDetail = (text: string): Record<string, unknown> | undefined => {
  try {
    const detail: unknown = JSON.parse(text);
    const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
    return isObject ? (detail as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

export interface PutEventsContext {
  readonly buses: EventBuses;
  readonly clock: () => number;
  readonly deliver: (event: RecordedEvent) => void;
}

/**
 * One bad entry does not keep its neighbours back. An event for a bus that is not there is answered with an id like
 * any other and goes nowhere: so does AWS (aws/aws-cli#9186), and a wrong bus name shows only in what never arrives.
 */
const putEntry = (context: PutEventsContext, entry: Entry): EntryResult => {
  const { Source: source, DetailType: detailType, Detail: text } = entry;
  if (!source) return missing('Source');
  if (!detailType) return missing('DetailType');
  if (!text) return missing('Detail');
  if (source.startsWith('aws.')) {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  }
  const detail = parseDetail(text);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const id = randomUUID();
  const bus = context.buses.lookUp(entry.EventBusName);
  if (bus) {
    const time = entry.Time === undefined ? context.clock() : entry.Time * 1000;
    context.deliver({ id, bus: bus.name, source, detailType, detail, resources: entry.Resources, time });
  }
  return { EventId: id };
};

export const putEvents = (context: PutEventsContext): Operation =>
  operation(z.object({ Entries: z.array(entryShape).min(1).max(10) }), ({ Entries: entries }) => {
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > MAX_REQUEST_BYTES) {
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const results = entries.map((entry) => putEntry(context, entry));
    return {
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
      Entries: results,
    };
  });
