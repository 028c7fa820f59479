import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readEntries } from '../../local/entries.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entries-'));
  file = join(folder, 'apps.json');
});
afterEach(() => rm(folder, { recursive: true }));

const placesIn = async (text: string): Promise<unknown[]> => {
  await writeFile(file, text);
  return (await readEntries(file)).map(({ place, fields }) => [place.slice(folder.length + 1), fields.app]);
};

describe('a file of entries', () => {
  test.each([
    ['one object', '\uFEFF{"app":"a"}\n', [['apps.json', 'a']]],
    ['an object over several lines', '{\n "app": "a"\n}', [['apps.json', 'a']]],
    [
      'an array',
      '[{"app":"a"},{"app":"b"}]',
      [
        ['apps.json, entry 1', 'a'],
        ['apps.json, entry 2', 'b'],
      ],
    ],
    [
      'JSON lines with blank ones between',
      '{"app":"a"}\n\n{"app":"b"}\r\n',
      [
        ['apps.json, line 1', 'a'],
        ['apps.json, line 3', 'b'],
      ],
    ],
  ])('may hold %s', async (_, text, expected) => {
    expect(await placesIn(text)).toEqual(expected);
  });

  test.each([
    ['nothing', ' \n', 'apps.json is empty: give one JSON object'],
    ['an empty array', '[]', 'apps.json is empty: give one JSON object'],
    ['a broken line', '{"app":"a"}\n{"client_secret":"S3CRET"', 'apps.json, line 2 is not a JSON object'],
    ['a text in an array', '[{"app":"a"},"S3CRET"]', 'apps.json, entry 2 is not a JSON object'],
    ['no object', '"S3CRET"', 'apps.json is not a JSON object'],
    ['no JSON', 'client_secret: S3CRET', 'apps.json, line 1 is not a JSON object'],
  ])('is refused with its place, and nothing of it, when it holds %s', async (_, text, message) => {
    const refused = placesIn(text);

    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('S3CRET');
  });
});
