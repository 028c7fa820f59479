import { access, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { readPackageJson } from './support/source-files.ts';

const PAGE = new URL('../docs/threat-model.md', import.meta.url);
const text = await readFile(PAGE, 'utf8');

/** `_file › title_`, as the page names a test. */
const named = [...text.matchAll(/_(test\/\S+) › ([^_]+(?:_[A-Z_]+)*)_/g)].map(
  ([, file = '', title = '']) => ({
    file,
    title,
  }),
);

describe('the threat model', () => {
  test('names for each control a test that there is', async () => {
    const missing: string[] = [];
    for (const { file, title } of named) {
      const source = await readFile(new URL(`../${file}`, import.meta.url), 'utf8').catch(() => '');
      if (!source.replaceAll("\\'", "'").includes(`${title}`)) missing.push(`${file} › ${title}`);
    }

    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(15);
  });

  test('lists every dependency that is deployed, and no other', () => {
    const listed = [...text.slice(text.indexOf('## Dependencies')).matchAll(/`([^`]+)`/g)].map(
      ([, name = '']) => name,
    );
    const stands = (name: string): boolean =>
      listed.some((one) =>
        one.endsWith('*')
          ? name.startsWith(one.slice(0, -1))
          : one.replace('.../', '@aws-lambda-powertools/') === name,
      );

    const dependencies = Object.keys(readPackageJson().dependencies ?? {});

    expect(dependencies.filter((name) => !stands(name))).toEqual([]);
  });

  test('links to pages that are there', async () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);

    expect(links.length).toBeGreaterThan(0);
    await Promise.all(links.map((link) => access(new URL(link, PAGE))));
  });
});
