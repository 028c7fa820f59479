import { EventEmitter, once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import dynalite from 'dynalite';
import { mendTables } from './mend-tables.ts';
import type { Service } from './operation.ts';
import type { Call } from './routing.ts';
import { type Answer, errorAnswer, unknownOperation } from './wire.ts';

export interface DynamoDb {
  readonly answer: Service;
  close(): Promise<void>;
}

export interface DynamoDbOptions {
  readonly region: string;
  readonly account: string;
  /** Folder for the tables; absent: in memory. */
  readonly path?: string;
}

interface Iterator {
  return?: () => Promise<void>;
  close(): Promise<void>;
}

/**
 * dynalite ends its iterators by `return`, which the version of `abstract-level` that it gets no longer has: every Query
 * and Scan would leave one open, some gigabytes a day.
 */
const closeIteratorsOnReturn = (): void => {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { AbstractKeyIterator, AbstractValueIterator } = ofDynalite('abstract-level') as Record<
    'AbstractKeyIterator' | 'AbstractValueIterator',
    { readonly prototype: Iterator }
  >;
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator])
    prototype.return ??= function () {
      return this.close();
    };
};
closeIteratorsOnReturn();

/** dynalite takes the Region and account of its ARNs from the environment, once, while it is made. */
const inEnvironment = <T>(environment: Readonly<Record<string, string>>, make: () => T): T => {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return make();
  } finally {
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
};

/**
 * Hands a request to dynalite's listener without a second connection. It gets stand-ins that hold just what it
 * reads, not the real request: dynalite throws out of the process when a client hangs up on that one.
 */
const ask = (server: Server, call: Call): Promise<Answer> =>
  new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers: call.headers });
    const headers: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: string | number) => {
        headers[name] = String(value);
      },
      end: (body = '') => resolve({ status: response.statusCode, headers, body }),
    };
    server.emit('request', request, response);
    request.emit('data', call.body);
    request.emit('end');
  });

/** A call of ours, with the headers of the caller's. */
const instead = (call: Call, operation: string, input: object): Call => ({
  ...call,
  operation,
  headers: { ...call.headers, 'x-amz-target': `DynamoDB_20120810.${operation}` },
  body: Buffer.from(JSON.stringify(input)),
});

const CHANGES_TABLE = new Set(['CreateTable', 'UpdateTable', 'DeleteTable']);
const IS_CHANGING = /"TableStatus":"(CREATING|UPDATING|DELETING)"/;

/**
 * Waits until a changed table can be used. Even with no delay set, dynalite answers first and makes the table
 * active in a write of its own, which a quick caller overtakes when the store is on disk.
 */
const settled = async (server: Server, call: Call): Promise<void> => {
  const { TableName } = JSON.parse(call.body.toString());
  const describe = instead(call, 'DescribeTable', { TableName });
  while (IS_CHANGING.test((await ask(server, describe)).body)) await setImmediate();
};

const REFUSED_BY_CONDITION = /#ConditionalCheckFailedException"/;

/**
 * Adds the item that a failed condition may ask for, which dynalite leaves out. It is read right after: a write that
 * slips in between shows, as it would to a caller who reads again.
 */
const withItem = async (server: Server, call: Call, answer: Answer): Promise<Answer> => {
  if (answer.status !== 400 || !REFUSED_BY_CONDITION.test(answer.body)) return answer;
  const { TableName, Key, ReturnValuesOnConditionCheckFailure: wanted } = JSON.parse(call.body.toString());
  // A Put names no key: nobody here asks for the item of one.
  if (wanted !== 'ALL_OLD' || Key === undefined) return answer;
  const { Item } = JSON.parse(
    (await ask(server, instead(call, 'GetItem', { TableName, Key, ConsistentRead: true }))).body,
  );
  if (Item === undefined) return answer;
  const { 'x-amz-crc32': _, 'Content-Length': __, ...headers } = answer.headers;
  return { ...answer, headers, body: JSON.stringify({ ...JSON.parse(answer.body), Item }) };
};

/** dynalite 4, in process. Known gaps: transactions, TTL, PartiQL; no item comes back on a failed Put. */
export const dynamoDb = async ({ region, account, path }: DynamoDbOptions): Promise<DynamoDb> => {
  if (path !== undefined) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await mendTables(path);
  }
  const server = inEnvironment({ AWS_REGION: region, AWS_ACCOUNT_ID: account }, () =>
    dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path !== undefined && { path }) }),
  );
  return {
    async answer(call) {
      const answer = await ask(server, call);
      if (answer.status === 200 && CHANGES_TABLE.has(call.operation)) await settled(server, call);
      return answer.body.includes('#UnknownOperationException')
        ? errorAnswer(unknownOperation('dynamodb', call.operation))
        : withItem(server, call, answer);
    },
    async close() {
      // dynalite closes its store only together with a server that listens, so let it listen for a moment.
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
    },
  };
};
