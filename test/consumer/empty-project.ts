import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeConsumerPackage } from '../../infra/consumer-package.ts';

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody else's project, which has installed the consumer's package and nothing of this repository. */
export interface EmptyProject {
  readonly folder: string;
  /** What npm put into `node_modules`, besides the clients that it was given. */
  readonly installed: readonly string[];
  write(name: string, text: string): Promise<void>;
  /** The other packages that it has: by links, since nothing is fetched from a registry. */
  link(...packages: readonly string[]): Promise<void>;
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The TypeScript compiler. */
  tsc(args: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

/** Builds, packs and installs the package, offline. */
export const createEmptyProject = async (): Promise<EmptyProject> => {
  const root = await mkdtemp(join(tmpdir(), 'consumer-'));
  const built = join(root, 'built');
  const folder = join(root, 'project');
  writeConsumerPackage(built);
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
  const env = { PATH: process.env.PATH, HOME: root };
  const npm = (args: readonly string[]) => run('npm', args, { cwd: folder, env });
  const { stdout: tarball } = await npm(['pack', built, '--silent', '--pack-destination', root]);
  // Peers come from a registry, and so are linked below.
  await npm(['install', '--offline', '--legacy-peer-deps', '--no-audit', join(root, tarball.trim())]);
  const installed = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'));

  const link = async (...packages: readonly string[]): Promise<void> => {
    for (const name of packages) {
      await mkdir(join(folder, 'node_modules', name, '..'), { recursive: true });
      await symlink(join(MODULES, name), join(folder, 'node_modules', name));
    }
  };
  await link('@aws-sdk/client-secrets-manager');

  const node: EmptyProject['node'] = (args, more = {}) =>
    run(process.execPath, args, { cwd: folder, env: { ...env, ...more } }).then(
      ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ exitCode: code, stdout, stderr }),
    );

  return {
    folder,
    installed,
    write: (name, text) => writeFile(join(folder, name), text),
    link,
    node,
    tsc: (args) => node([join(MODULES, 'typescript', 'bin', 'tsc'), ...args]),
    close: () => rm(root, { recursive: true }),
  };
};

/** The environment in which AWS's clients find the local endpoint. */
export const awsEnvironment = ({ url, region }: { readonly url: string; readonly region: string }) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});
