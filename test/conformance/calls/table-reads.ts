import { BatchGetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { answer, type Call, type Stage } from './answer.ts';
import { control, enrolled } from './tables.ts';

const MOST_KEYS = 100;

const readMany = ({ clients, settings }: Stage, ids: readonly string[], table = settings.principalsTable) =>
  clients.dynamo.send(
    new BatchGetItemCommand({
      RequestItems: {
        [table]: { Keys: ids.map((principalId) => marshall({ principalId })), ConsistentRead: true },
      },
    }),
  );

/** A part of the table of controls. */
const scanPart = ({ clients, settings }: Stage, Segment: number, TotalSegments: number, more: object = {}) =>
  clients.dynamo.send(
    new ScanCommand({ TableName: settings.controlsTable, Segment, TotalSegments, ...more }),
  );

/** How a census reads: many rows by their ids, and a table in parts. */
export const tableReads: readonly Call[] = [
  {
    what: 'BatchGetItem of rows, some of which are not there',
    async ask(stage) {
      const there = [await enrolled(stage), await enrolled(stage)];
      const read = await readMany(stage, [...there, stage.name()]);
      const rows = read.Responses?.[stage.settings.principalsTable] ?? [];
      return {
        found: there.filter((id) => rows.some(({ principalId }) => principalId?.S === id)).length,
        rows: rows.length,
        row: await answer(Promise.resolve(rows[0] ?? {})),
        unread: read.UnprocessedKeys,
      };
    },
  },
  {
    what: 'BatchGetItem of one row twice',
    async ask(stage) {
      const id = await enrolled(stage);
      return answer(readMany(stage, [id, id]));
    },
  },
  {
    what: 'BatchGetItem of more than a hundred rows',
    ask: (stage) => answer(readMany(stage, Array.from({ length: MOST_KEYS + 1 }, stage.name))),
  },
  {
    what: 'BatchGetItem of a table that is not there',
    ask: (stage) => answer(readMany(stage, [stage.name()], stage.name())),
  },
  {
    what: 'BatchGetItem stops after 16 MB and says what is left',
    async ask(stage) {
      const { clients, settings } = stage;
      const text = 'x'.repeat(390_000);
      const Keys = Array.from({ length: 45 }, () => marshall({ name: stage.name() }));
      for (const key of Keys) await control(stage, key.name?.S ?? '', { text });
      const { Responses, UnprocessedKeys } = await clients.dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [settings.controlsTable]: { Keys } } }),
      );
      const read = Responses?.[settings.controlsTable]?.length ?? 0;
      const left = UnprocessedKeys?.[settings.controlsTable]?.Keys?.length ?? 0;
      return { somethingIsLeft: left > 0, nothingIsLost: read + left === Keys.length };
    },
  },
  {
    what: 'Scan in parts: each item is in one of them',
    async ask(stage) {
      const names = Array.from({ length: 20 }, stage.name);
      for (const name of names) await control(stage, name, { ids: [] });
      const parts = await Promise.all([0, 1, 2].map((part) => scanPart(stage, part, 3)));
      const found = parts.flatMap(({ Items = [] }) => Items.map(({ name }) => name?.S ?? ''));
      return {
        each: names.every((name) => found.filter((other) => other === name).length === 1),
        ended: parts.every(({ LastEvaluatedKey }) => LastEvaluatedKey === undefined),
      };
    },
  },
  {
    what: 'Scan of a part, page by page',
    async ask(stage) {
      const names = Array.from({ length: 6 }, stage.name);
      for (const name of names) await control(stage, name, { ids: [] });
      const found: string[] = [];
      const sizes = new Set<boolean>();
      let from: object | undefined;
      do {
        const page = await scanPart(stage, 0, 1, { Limit: 4, ExclusiveStartKey: from });
        found.push(...(page.Items ?? []).map(({ name }) => name?.S ?? ''));
        sizes.add((page.Items?.length ?? 0) <= 4);
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return { all: names.every((name) => found.includes(name)), pagesAreSmall: [...sizes] };
    },
  },
  {
    what: 'Scan of a part that there is not',
    ask: (stage) => answer(scanPart(stage, 3, 3)),
  },
];
