import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Import {
  /** A file of this repository from its root (`lambdas/core/due.ts`), a package, or `node:` and a module. */
  readonly of: string;
  readonly kind: 'file' | 'package' | 'node';
  /** `import type` alone: gone before anything runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** `import … from '…'`, `import '…'`, `export … from '…'`, at the start of a line and over as many as it takes. */
const STATIC = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
/** With `$` it is text that a template makes, not an import of this file. */
const DYNAMIC = /\bimport\(\s*'([^'$]+)'\s*\)/g;
/** A block comment begins on its own line, a line comment after a space: so globs and URLs in strings are left alone. */
const COMMENT = /^\s*\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

export const withoutComments = (text: string): string => text.replace(COMMENT, '');

export const importsOf = (path: string, text: string): Import[] => {
  const code = withoutComments(text);
  const found = [
    ...[...code.matchAll(STATIC)].map(([, type, name = '']) => ({ name, typeOnly: type !== undefined })),
    ...[...code.matchAll(DYNAMIC)].map(([, name = '']) => ({ name, typeOnly: false })),
  ];
  return found.map(({ name, typeOnly }) => {
    if (name.startsWith('.')) return { of: posix.join(posix.dirname(path), name), kind: 'file', typeOnly };
    if (name.startsWith('node:')) return { of: name, kind: 'node', typeOnly };
    return { of: name, kind: 'package', typeOnly };
  });
};

/** Every TypeScript file in these folders of the repository. A folder that is not there has none. */
export const sourceFilesIn = (folders: readonly string[]): SourceFile[] =>
  folders
    .flatMap((folder) =>
      readdirSync(ROOT, { withFileTypes: true }).some((entry) => entry.isDirectory() && entry.name === folder)
        ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
            join(folder, name),
          )
        : [],
    )
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = name.replaceAll('\\', '/');
      const text = readFileSync(join(ROOT, name), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });

export const readPackageJson = (): Record<string, Record<string, string> | undefined> =>
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
