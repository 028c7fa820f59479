import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDataFolder } from '../../local/data-folder.ts';

interface Token {
  readonly text: string;
}

let parent: string;
let dir: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'data-folder-'));
  dir = join(parent, 'data');
});

afterEach(() => rm(parent, { recursive: true }));

/** What the next run finds on a shelf. */
const reopened = async (name: string): Promise<Record<string, unknown>> => {
  const data = await openDataFolder(dir);
  const { entries } = await data.shelf(name);
  await data.close();
  return Object.fromEntries(entries);
};

describe('a data folder', () => {
  test('has what was put, changed and deleted before it was closed', async () => {
    const data = await openDataFolder(dir);
    const tokens = await data.shelf<Token>('tokens');
    await tokens.put('a', { text: 'first' });
    await tokens.put('b', { text: 'gone' });
    await tokens.put('a', { text: 'second' });
    await tokens.delete('b');
    await data.close();

    expect(Object.fromEntries(tokens.entries)).toEqual({ a: { text: 'second' } });
    expect(await reopened('tokens')).toEqual({ a: { text: 'second' } });
  });

  test('writes in order what nobody waits for, and all of it before it is closed', async () => {
    const data = await openDataFolder(dir);
    const numbers = await data.shelf<number>('numbers');
    for (let number = 0; number < 2_000; number += 1) void numbers.put(`key ${number % 10}`, number);
    await data.close();

    const found = await reopened('numbers');

    expect(Object.values(found)).toEqual(Array.from({ length: 10 }, (_, key) => 1_990 + key));
  });

  test('takes a value as it is at that moment', async () => {
    const data = await openDataFolder(dir);
    const token = { text: 'before' };
    const written = (await data.shelf<Token>('tokens')).put('a', token);
    token.text = 'after';
    await written;
    await data.close();

    expect(await reopened('tokens')).toEqual({ a: { text: 'before' } });
  });

  test('keeps shelves apart, however their names and keys begin', async () => {
    const data = await openDataFolder(dir);
    await (await data.shelf<number>('a')).put('b!c', 1);
    await (await data.shelf<number>('ab')).put('!c', 2);
    await data.close();

    expect(await reopened('a')).toEqual({ 'b!c': 1 });
    expect(await reopened('ab')).toEqual({ '!c': 2 });
  });

  test('is made for its owner alone', async () => {
    await (await openDataFolder(dir)).close();

    expect((await stat(dir)).mode & 0o777).toBe(0o700);
  });

  test('is refused by its name while another run holds it, and free after that', async () => {
    const first = await openDataFolder(dir);

    await expect(openDataFolder(dir)).rejects.toMatchObject({
      code: 'data-folder-held',
      message: `The data folder ${dir} is held by another run: end that run, or name another folder.`,
    });
    await first.close();
    await expect(reopened('tokens')).resolves.toEqual({});
  });

  test('is refused by its name where there cannot be one', async () => {
    await writeFile(dir, 'a file');

    await expect(openDataFolder(dir)).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringContaining(`The data folder ${dir} cannot be used: `),
    });
  });

  test('is not made in a folder that is not there', async () => {
    await expect(openDataFolder(join(dir, 'deeper'))).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: `The data folder ${join(dir, 'deeper')} cannot be used: make ${dir} first, or name another folder`,
    });
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('is refused at once where the system lets nobody make a folder', async () => {
    await expect(openDataFolder('/proc/refresh-scheduler')).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringContaining('The data folder /proc/refresh-scheduler cannot be used: '),
    });
  });
});

test.each([
  ['in memory', () => undefined],
  ['on disk', () => dir],
])('gives the same shelf for the same name, %s', async (_, where) => {
  const data = await openDataFolder(where());
  const one = await data.shelf<Token>('tokens');
  await one.put('a', { text: 'first' });

  const other = await data.shelf<Token>('tokens');

  expect(other.entries.get('a')).toEqual({ text: 'first' });
  expect((await data.shelf('elsewhere')).entries.size).toBe(0);
  await data.close();
});
