import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { PRINCIPAL_ID } from '../contract.ts';
import type { Rejection } from '../flow/rejected.ts';

/** What a consumer may say; whatever else it says is passed over. 0 is the generation of what was never published. */
const detail = z.object({ principalId: z.string().regex(PRINCIPAL_ID), generation: z.int().min(1) });

/** One message, whose text is the detail of a consumer's event. */
export interface Message {
  readonly messageId: string;
  readonly rejection: Rejection;
}

/** The messages that can be read. What cannot is counted and never seen again: repeated, it would read no better. */
export interface Batch {
  readonly messages: readonly Message[];
  readonly unreadable: number;
}

export const readBatch = (records: readonly Pick<SQSRecord, 'messageId' | 'body'>[]): Batch => {
  const messages = records.flatMap(({ messageId, body }): Message[] => {
    const parsed = detail.safeParse(jsonOf(body));
    return parsed.success ? [{ messageId, rejection: parsed.data }] : [];
  });
  return { messages, unreadable: records.length - messages.length };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
