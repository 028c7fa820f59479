import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../infra/bundle.ts';
import { FUNCTIONS } from '../../infra/functions.ts';
import { ENV } from '../../lambdas/contract.ts';
import { NAMES } from '../canned/fleet.ts';
import type { Part } from '../part.ts';
import { median } from '../statistics.ts';

const BARE = 'bare clients and Encryption SDK';
const BARE_ENTRY = fileURLToPath(new URL('../programs/bare-clients.ts', import.meta.url));
const ROUNDS_EACH = 2;

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:bench';

/** What the construct tells every function, and what Lambda does. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  POWERTOOLS_SERVICE_NAME: 'refresh-scheduler',
  [ENV.principalsTable]: NAMES.principalsTable,
  [ENV.controlsTable]: NAMES.controlsTable,
  [ENV.keyArn]: 'arn:aws:kms:us-east-1:000000000000:key/bench',
  [ENV.fleet]: NAMES.fleet,
  [ENV.secretPrefix]: NAMES.secretPrefix,
  [ENV.eventBus]: NAMES.eventBus,
  [ENV.concurrency]: '24',
  [ENV.publishRate]: '35',
  [ENV.pageTopic]: TOPIC,
  [ENV.ticketTopic]: TOPIC,
  [ENV.runbook]: 'docs/runbook.md',
};

/** As Lambda's runtime does it: imports the module, in a process that has done nothing else. */
const LOADER = `
import { writeSync } from 'node:fs';
const before = process.cpuUsage();
const startedAt = performance.now();
await import('./index.mjs');
const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(before);
writeSync(1, JSON.stringify({ ms, cpuMs: (user + system) / 1000 }));
process.exit();
`;

interface Load {
  readonly ms: number;
  readonly cpuMs: number;
}

const load = (folder: string): Load => {
  const options = { cwd: folder, env: ENVIRONMENT, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['load.mjs'], options));
};

export const init: Part = {
  name: 'init',
  about: 'size and load time of each function’s bundle, beside the AWS clients and the Encryption SDK alone',

  async measure({ rounds }, tell) {
    const workspace = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const entries = { [BARE]: BARE_ENTRY, ...FUNCTIONS };
      const names = Object.keys(entries);
      const folderOf = (name: string) => join(workspace, String(names.indexOf(name)));
      for (const [name, entry] of Object.entries(entries)) {
        tell(`bundling ${name}`);
        bundle(entry, folderOf(name));
        writeFileSync(join(folderOf(name), 'load.mjs'), LOADER);
      }
      const loads: Record<string, Load[]> = Object.fromEntries(names.map((name) => [name, []]));
      for (let round = 0; round <= ROUNDS_EACH * rounds; round += 1) {
        tell(`loading, round ${round}`);
        // The first finds nothing in the system's cache of files.
        for (const name of names) {
          const one = load(folderOf(name));
          if (round > 0) loads[name]?.push(one);
        }
      }
      const kilobytes = (name: string) => statSync(join(folderOf(name), 'index.mjs')).size / 1_000;
      const ratio = (name: string, of: keyof Load) => {
        const each = loads[name] ?? [];
        return median(each.map((one, round) => one[of] / (loads[BARE]?.[round]?.[of] ?? Number.NaN)));
      };
      const functions = Object.keys(FUNCTIONS);
      return {
        tables: [
          {
            title: 'Loading one bundle',
            head: ['bundle', 'KB', 'ms', 'CPU ms', 'size of bare', 'time of bare', 'CPU of bare'],
            rows: names.map((name) => [
              name,
              kilobytes(name).toFixed(0),
              median((loads[name] ?? []).map(({ ms }) => ms)).toFixed(0),
              median((loads[name] ?? []).map(({ cpuMs }) => cpuMs)).toFixed(0),
              (kilobytes(name) / kilobytes(BARE)).toFixed(2),
              ratio(name, 'ms').toFixed(2),
              ratio(name, 'cpuMs').toFixed(2),
            ]),
          },
        ],
        goals: [
          {
            what: 'size of the largest function',
            value: Math.max(...functions.map((name) => kilobytes(name) / kilobytes(BARE))),
            most: 1.3,
          },
          {
            what: 'load time of the slowest',
            value: Math.max(...functions.map((name) => ratio(name, 'ms'))),
            most: 1.3,
          },
        ],
        raw: loads,
      };
    } finally {
      rmSync(workspace, { recursive: true });
    }
  },
};
