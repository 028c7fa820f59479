import { Readable, Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { readRescues } from '../../cli/input/rescues.ts';
import { WrongInputError } from '../../cli/input/wrong-input.ts';
import { rescueRecord } from '../../lambdas/core/rescue.ts';

const record = rescueRecord({
  principalId: 'home-1',
  provider: 'dkn',
  app: 'homes',
  generation: 7,
  keptBy: 'lease-1',
  sealed: Buffer.from('sealed'),
  grantDigest: 'digest',
});
const nowhere = new Writable();
const read = (text: string) =>
  readRescues('-', { stdin: Readable.from([text]), stdout: nowhere, stderr: nowhere });

const ENDLESS = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;

test.each([
  ['is nested without end', `{"message":${ENDLESS}}`],
  ['says what cannot be a text', '{"message":{"toString":null}}'],
  ['holds nothing', '{}'],
])('a line of the log that %s is passed over', async (_, line) => {
  const { entries, others } = await read(`[${line},${JSON.stringify(record)}]`);

  expect(entries).toEqual([{ place: 'standard input entry 2', fields: record }]);
  expect(others).toBe(1);
});

test('a record that could not be sent, for what was put into it, is none', async () => {
  const padded = `${JSON.stringify(record).slice(0, -1)},"more":${ENDLESS}}`;

  await expect(read(padded)).rejects.toThrow(WrongInputError);
});
