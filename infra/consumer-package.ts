import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const SECRETS_MANAGER = '@aws-sdk/client-secrets-manager';
const EVENT_BRIDGE = '@aws-sdk/client-eventbridge';

const manifest = (): object => {
  const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  );
  const majorOf = (dependency: string): string => `^${dependencies[dependency].split('.')[0]}`;
  return {
    name,
    version,
    description: `${description} This part of it reads the tokens.`,
    license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.3' },
    exports: {
      './consumer': { types: './consumer/index.d.ts', default: './consumer/index.js' },
    },
    files: ['consumer', 'contract.js', 'contract.d.ts'],
    peerDependencies: {
      [SECRETS_MANAGER]: majorOf(SECRETS_MANAGER),
      [EVENT_BRIDGE]: majorOf(EVENT_BRIDGE),
    },
    // Only to tell the scheduler of a refused token; it is loaded when that happens.
    peerDependenciesMeta: { [EVENT_BRIDGE]: { optional: true } },
  };
};

/**
 * Writes the package that consumers install, JavaScript and declarations, to be packed or published from `outDir`.
 *
 * It is a package of its own, under the project's name: whoever reads a token should not have to install what keeps it
 * alive. What it depends on are peers, so that a caller's own client is the one that is used.
 *
 * @throws where the sources do not compile.
 */
export const writeConsumerPackage = (outDir: string): void => {
  rmSync(outDir, { recursive: true, force: true });
  const compiler = join(project, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', join('lambdas', 'consumer'), '--outDir', outDir], {
    cwd: project,
    stdio: 'inherit',
  });
  writeFileSync(join(outDir, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  copyFileSync(join(project, 'LICENSE'), join(outDir, 'LICENSE'));
};
