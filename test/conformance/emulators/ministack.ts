import { delimiter, dirname, join } from 'node:path';
import { ADDRESS_OF, type Emulator } from './emulator.ts';
import { freePort } from './free-port.ts';
import { installByPip, NEEDS_PYTHON, pythonIn } from './python.ts';

const VERSION = '1.5.33';
const KEEP_HTTPS = join(import.meta.dirname, 'ministack', 'keep-https.cjs');

/** Plays everything that the stack is made of: it takes a deployment, and runs Node.js functions as processes. */
export const ministack: Emulator = {
  name: 'ministack',
  version: VERSION,
  address: ADDRESS_OF.ministack,
  needs: [NEEDS_PYTHON],
  installIn: (folder) => installByPip(folder, `ministack==${VERSION}`),

  async startFrom(folder, { functionsAsk, scratch }) {
    return {
      program: pythonIn(folder),
      arguments: ['-m', 'ministack'],
      environment: {
        PYTHONUNBUFFERED: '1',
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(await freePort()),
        TMPDIR: scratch,
        // Functions inherit the rest: the Node.js that runs this, and where they find AWS.
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        NODE_OPTIONS: `--require=${KEEP_HTTPS}`,
        AWS_ENDPOINT_URL: functionsAsk,
      },
    };
  },
};
