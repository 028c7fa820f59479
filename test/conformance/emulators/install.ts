import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emulator } from './emulator.ts';
import { run } from './programs.ts';

/** Nothing of it is kept in the repository. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', '.local', 'conformance');

/** What this machine lacks for the emulator, in words; `undefined` when it can run. */
export const lackFor = async (emulator: Emulator, signal: AbortSignal): Promise<string | undefined> => {
  for (const { what, shownBy, as } of emulator.needs) {
    const { output } = await run(shownBy, signal);
    if (!as.test(output)) return what;
  }
  return undefined;
};

/**
 * Installs the emulator unless this version is there whole. @returns its folder
 *
 * @throws Error with what the package client said
 */
export const installed = async (
  emulator: Emulator,
  onInstall: () => void,
  signal: AbortSignal,
): Promise<string> => {
  const folder = join(FOLDER, emulator.name.toLowerCase().replaceAll(' ', '-'));
  // Written last, so that an installation which was cut short is made afresh.
  const stamp = join(folder, 'installed-version');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === emulator.version) return folder;

  onInstall();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const command of emulator.installIn(folder)) {
    const { code, output } = await run(command, signal);
    if (code !== 0)
      throw new Error(`${emulator.name} could not be installed. ${command.program} said:\n${output}`);
  }
  await writeFile(stamp, emulator.version);
  return folder;
};
