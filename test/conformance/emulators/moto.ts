import { join } from 'node:path';
import { ADDRESS_OF, type Emulator } from './emulator.ts';

const VERSION = '5.2.5';
const pythonOf = (folder: string): string => join(folder, 'bin', 'python');

/** Plays Secrets Manager, KMS, EventBridge, and CloudWatch Logs to see what came out of the bus. */
export const moto: Emulator = {
  name: 'moto',
  version: VERSION,
  address: ADDRESS_OF.moto,
  needs: [
    {
      what: 'Python, 3.10 or newer, that can make virtual environments (python3 with venv and ensurepip)',
      shownBy: {
        program: 'python3',
        arguments: ['-c', 'import ensurepip, sys, venv; print("Python", sys.version_info >= (3, 10))'],
      },
      as: /^Python True$/m,
    },
  ],

  installIn: (folder) => [
    { program: 'python3', arguments: ['-m', 'venv', folder] },
    { program: pythonOf(folder), arguments: ['-m', 'pip', 'install', '--quiet', `moto[server]==${VERSION}`] },
  ],

  startFrom: (folder) => ({
    program: pythonOf(folder),
    arguments: ['-m', 'moto.server', '--host', '127.0.0.1', '--port', '0'],
    environment: { PYTHONUNBUFFERED: '1' },
  }),
};
