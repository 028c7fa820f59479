import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEntries } from '../../cli/input/entries.ts';
import { WrongInputError } from '../../cli/input/wrong-input.ts';

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entries-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nowhere = new Writable();
const terminal = (input = '') => ({ stdin: Readable.from([input]), stdout: nowhere, stderr: nowhere });

const problemsOf = async (reading: Promise<unknown>): Promise<readonly string[]> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof WrongInputError ? error.problems : [`no problem: ${String(error)}`];
};

describe('the entries of a file', () => {
  test.each([
    ['one object', '{\n "app": "a"\n}', ['standard input']],
    ['an array', '[{"app":"a"},\n {"app":"b"}]', ['standard input entry 1', 'standard input entry 2']],
    [
      'an object a line, with empty lines',
      '{"app":"a"}\r\n\n{"app":"b"}\n',
      ['standard input line 1', 'standard input line 3'],
    ],
    ['one object behind a byte order mark', '\uFEFF{"app":"a"}', ['standard input']],
  ])('are read from %s', async (_, content, places) => {
    const entries = await readEntries('-', terminal(content));

    expect(entries.map(({ place }) => place)).toEqual(places);
    expect(entries.map(({ fields }) => fields.app)).toEqual(['a', 'b'].slice(0, places.length));
  });

  test('are called by the name of their file', async () => {
    const file = join(folder, 'apps.json');
    await writeFile(file, '[{}, 1]');

    const problems = await problemsOf(readEntries(file, terminal()));

    expect(problems).toEqual([`${file} entry 2 must be a JSON object`]);
  });

  const EXPECTED = 'one JSON object, a JSON array of objects, or one JSON object a line';
  test.each([
    ['nothing', ' \n', `standard input is empty: it must hold ${EXPECTED}`],
    ['an empty list', '[]', `standard input lists nothing: it must hold ${EXPECTED}`],
    ['a bare token', PLANTED, `standard input is not JSON: the file must hold ${EXPECTED}`],
    ['a quoted token', `"${PLANTED}"`, 'standard input must be a JSON object'],
    [
      'an object that breaks off in its third line',
      `{\n"token": "${PLANTED}"\n"more": 1}`,
      `standard input line 3 is not JSON: the file must hold ${EXPECTED}`,
    ],
    [
      'a line that is no JSON',
      `{"app":"a"}\n{"token":"${PLANTED}\n{"app":"b"}`,
      'standard input line 2 must be a JSON object',
    ],
    [
      'an object that could not be sent',
      `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      'standard input is nested too deeply',
    ],
    ['an array in a line', `{"app":"a"}\n["${PLANTED}"]`, 'standard input line 2 must be a JSON object'],
  ])('are refused with their place and without a quotation: %s', async (_, content, problem) => {
    expect(await problemsOf(readEntries('-', terminal(content)))).toEqual([problem]);
  });

  test('are all refused, each with its place, however many there are', async () => {
    const lines = 150_000;

    const problems = await problemsOf(readEntries('-', terminal(`{}\n${'1\n'.repeat(lines)}`)));

    expect(problems).toHaveLength(lines);
    expect(problems.at(-1)).toBe('standard input line 150001 must be a JSON object');
  });

  test('are refused without the name of a file that cannot be read: it may be a token', async () => {
    expect(await problemsOf(readEntries(join(folder, PLANTED), terminal()))).toEqual([
      'FILE cannot be read (ENOENT): give the name of a file that you may read',
    ]);
  });
});
