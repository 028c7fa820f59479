import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Assembly, readAssembly } from './assembly.ts';
import { type SynthesizeOptions, synthesize } from './synthesize.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** Everything that an assembly is made of. */
const SOURCES = ['infra', 'lambdas', 'cdk.json', 'package.json', 'package-lock.json'];
const KEPT = join(PROJECT, '.local', 'synthesized');
/** Ms since the last use. A stack that runs for weeks starts its functions from here again and again. */
const KEPT_FOR = 30 * 86_400_000;

/**
 * What these very sources were synthesized to before, or synthesizes them now and keeps it: a stack that has not changed
 * need not be waited for.
 *
 * @throws {SynthesisError}
 */
export const synthesizedBefore = async ({
  context = {},
}: Pick<SynthesizeOptions, 'context'>): Promise<Assembly> => {
  const folder = join(KEPT, await fingerprint(context));
  if (!(await isThere(folder))) await synthesizeTo(folder, context);
  const now = new Date();
  await utimes(folder, now, now);
  return readAssembly(folder);
};

/** In a folder of its own first: who finds the final one finds it whole. */
const synthesizeTo = async (folder: string, context: Readonly<Record<string, unknown>>): Promise<void> => {
  await mkdir(KEPT, { recursive: true });
  await forgetUnused();
  const outDir = await mkdtemp(join(KEPT, 'under-way-'));
  try {
    await synthesize({ outDir, context });
    await rename(outDir, folder);
  } catch (error) {
    await rm(outDir, { recursive: true, force: true });
    // Another process was quicker with the same.
    if (!(await isThere(folder))) throw error;
  }
};

const fingerprint = async (context: Readonly<Record<string, unknown>>): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify([process.version, context]));
  for (const path of (await Promise.all(SOURCES.map(filesAt))).flat().toSorted())
    hash.update(`${path}\n`).update(await readFile(join(PROJECT, path)));
  return hash.digest('hex').slice(0, 32);
};

const filesAt = async (path: string): Promise<string[]> => {
  if (!(await stat(join(PROJECT, path))).isDirectory()) return [path];
  const entries = await readdir(join(PROJECT, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length));
};

const forgetUnused = async (): Promise<void> => {
  const since = Date.now() - KEPT_FOR;
  for (const name of await readdir(KEPT)) {
    const path = join(KEPT, name);
    const used = await stat(path).catch(() => undefined);
    if (used && used.mtimeMs < since) await rm(path, { recursive: true, force: true });
  }
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
