import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { CONTROL } from '../contract.ts';
import type { Book } from '../core/notices.ts';
import type { NoticeRecord } from '../flow/notice-ports.ts';
import { causeOnPaper, causesOnPaper } from './causes-on-paper.ts';
import { attributesOf } from './rows.ts';

const bookOnPaper = z.record(
  z.string(),
  z.object({ cause: causeOnPaper, openedAt: z.number().min(0), escalatedAt: z.number().min(0).optional() }),
);

/** Two items of the table of controls: what the last census found, and what people were told. */
export const noticeRecord = (dynamo: DynamoDBClient, table: string): NoticeRecord => {
  const read = async (name: string): Promise<Record<string, unknown>> => {
    const { Item = {} } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: marshall({ name }), ConsistentRead: true }),
    );
    return attributesOf(Item);
  };

  return {
    async causes() {
      return parsed(causesOnPaper, (await read(CONTROL.causes)).causes);
    },

    async book() {
      const book = parsed(bookOnPaper, (await read(CONTROL.notices)).book);
      return (book as Book | undefined) ?? {};
    },

    async keepBook(book) {
      const Item = marshall({ name: CONTROL.notices, book: JSON.stringify(book) });
      await dynamo.send(new PutItemCommand({ TableName: table, Item }));
    },
  };
};

/** What cannot be read was left by another version: it counts as not there, and what is open is told once more. */
const parsed = <S extends z.ZodType>(schema: S, text: unknown): z.output<S> | undefined => {
  try {
    return schema.parse(JSON.parse(String(text)));
  } catch {
    return undefined;
  }
};
