import { join } from 'node:path';
import type { Command } from './programs.ts';

/** What a program needs that pip installs. */
export const NEEDS_PYTHON = {
  what: 'Python, 3.10 or newer, that can make virtual environments (python3 with venv and ensurepip)',
  shownBy: {
    program: 'python3',
    arguments: ['-c', 'import ensurepip, sys, venv; print("Python", sys.version_info >= (3, 10))'],
  },
  as: /^Python True$/m,
};

/** The Python of the virtual environment in this folder. */
export const pythonIn = (folder: string): string => join(folder, 'bin', 'python');

/** Fills an empty folder with a virtual environment that has one package, and what that needs. */
export const installByPip = (folder: string, requirement: string): readonly Command[] => [
  { program: 'python3', arguments: ['-m', 'venv', folder] },
  { program: pythonIn(folder), arguments: ['-m', 'pip', 'install', '--quiet', requirement] },
];
