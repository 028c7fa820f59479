import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Some dependencies are CommonJS and `require` Node's own modules; an ES module has no `require` of its own. */
const REQUIRE_FOR_COMMONJS =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export interface BundleOptions {
  /** Writes `index.mjs.map` and links to it; the function then needs `NODE_OPTIONS=--enable-source-maps`. */
  readonly sourceMaps?: boolean;
}

/**
 * Writes one function with everything it imports, the AWS SDK too, to `outDir/index.mjs`.
 *
 * Bundling the SDK pins its version and loads faster than the runtime's own. The same sources give the same bytes,
 * wherever they lie and whoever builds, so that an unchanged function is not deployed again.
 *
 * @throws where a module cannot be found or parsed.
 */
export const bundle = (entry: string, outDir: string, { sourceMaps = false }: BundleOptions = {}): void => {
  buildSync({
    entryPoints: [entry],
    outfile: join(outDir, 'index.mjs'),
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_FOR_COMMONJS },
    legalComments: 'none',
    sourcemap: sourceMaps ? 'linked' : false,
    sourcesContent: false,
    logLevel: 'warning',
  });
};
