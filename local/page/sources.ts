import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Something that a browser loads. */
export interface Source {
  readonly type: string;
  readonly body: Buffer;
}

const BROWSER = fileURLToPath(new URL('browser', import.meta.url));
/** What the page's own script imports it as. */
const ECHARTS = '/echarts.js';

/**
 * Our own sources, each kind in one piece, in a few hundredths of a second. The charts' library is served as its package
 * has it: to shake it would take longer than a browser takes to read the rest.
 */
const bundled = (entry: string) => async (): Promise<Buffer> => {
  const { outputFiles } = await build({
    entryPoints: [join(BROWSER, entry)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    alias: { echarts: ECHARTS },
    external: [ECHARTS],
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  return Buffer.concat(outputFiles.map(({ contents }) => contents));
};

const echarts = (): Promise<Buffer> => {
  const main = createRequire(import.meta.url).resolve('echarts');
  return readFile(join(dirname(main), 'echarts.esm.min.mjs'));
};

const own = (file: string) => (): Promise<Buffer> => readFile(join(BROWSER, file));

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const SOURCES: Readonly<Record<string, readonly [type: string, read: () => Promise<Buffer>]>> = {
  '/': ['text/html; charset=utf-8', own('index.html')],
  '/page.css': ['text/css; charset=utf-8', bundled('page.css')],
  '/icon.svg': ['image/svg+xml', own('icon.svg')],
  '/page.js': [JAVASCRIPT, bundled('main.ts')],
  [ECHARTS]: [JAVASCRIPT, echarts],
};

/** Reads and makes what the page consists of, each when it is first asked for: a page that nobody opens costs nothing. */
export class PageSources {
  readonly #made = new Map<string, Promise<Source>>();

  /** @returns undefined for a path that is none of the page's */
  at(path: string): Promise<Source> | undefined {
    const [type, read] = (Object.hasOwn(SOURCES, path) ? SOURCES[path] : undefined) ?? [];
    if (type === undefined || read === undefined) return undefined;
    const made = this.#made.get(path) ?? read().then((body) => ({ type, body }));
    this.#made.set(path, made);
    return made;
  }
}
