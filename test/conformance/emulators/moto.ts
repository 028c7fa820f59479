import { ADDRESS_OF, type Emulator } from './emulator.ts';
import { installByPip, NEEDS_PYTHON, pythonIn } from './python.ts';

const VERSION = '5.2.5';

/** Plays Secrets Manager, KMS, EventBridge, and SQS to see what came out of the bus. */
export const moto: Emulator = {
  name: 'moto',
  version: VERSION,
  address: ADDRESS_OF.moto,
  needs: [NEEDS_PYTHON],
  installIn: (folder) => installByPip(folder, `moto[server]==${VERSION}`),
  startFrom: (folder) => ({
    program: pythonIn(folder),
    arguments: ['-m', 'moto.server', '--host', '127.0.0.1', '--port', '0'],
    environment: { PYTHONUNBUFFERED: '1' },
  }),
};
