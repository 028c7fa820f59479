import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bed, HOUR, openBed } from './bed.ts';
import { awsEnvironment, createEmptyProject, type EmptyProject } from './empty-project.ts';

let bed: Bed;
let project: EmptyProject;
beforeAll(async () => {
  bed = await openBed();
  project = await createEmptyProject();
}, 60_000);
afterAll(async () => {
  await project.close();
  await bed.close();
});

const living = { generation: 1, expiresAt: Math.ceil((Date.now() + HOUR) / 1_000) * 1_000 };
const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', noEmit: true, types: ['node'] },
  include: ['*.ts'],
});

describe('the package, installed into an empty project', () => {
  test('brings JavaScript and declarations, and no dependency along', async () => {
    const home = join(project.folder, 'node_modules', 'refresh-scheduler');
    const files = await readdir(home, { recursive: true });
    const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));

    expect(project.installed).toEqual(['refresh-scheduler']);
    expect(files).toEqual(expect.arrayContaining(['consumer/index.js', 'consumer/index.d.ts', 'LICENSE']));
    expect(sources).toEqual([]);
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest.peerDependencies).toHaveProperty('@aws-sdk/client-secrets-manager');
  });

  test('reads a token in plain JavaScript', async () => {
    const id = bed.principal();
    await bed.publish(id, living);
    await project.write(
      'read.js',
      `import { tokenReader } from 'refresh-scheduler/consumer';
      const tokens = tokenReader({ provider: 'dkn' });
      const token = await tokens.get('${id}');
      console.log(token.authorization === 'Bearer token-1', token);`,
    );

    const ended = await project.node(['read.js'], awsEnvironment(bed.aws));

    expect(ended.stderr).toBe('');
    expect(ended.stdout).toContain('true');
    expect(ended.stdout).toContain(`principalId: '${id}'`);
    expect(ended.stdout).not.toContain('token-1');
  });

  test("says what to install when a refused token cannot be told without EventBridge's client", async () => {
    const id = bed.principal();
    await bed.publish(id, living);
    await project.write(
      'refused.js',
      `import { TokenError, tokenReader } from 'refresh-scheduler/consumer';
      const tokens = tokenReader({ provider: 'dkn', eventBus: '${bed.bus}' });
      try {
        await tokens.withToken('${id}', () => ({ status: 401 }));
      } catch (error) {
        console.log(error instanceof TokenError, error.code, error.action, error.message);
      }`,
    );

    const ended = await project.node(['refused.js'], awsEnvironment(bed.aws));

    expect(ended.stdout).toMatch(/^true not-told fix .* install @aws-sdk\/client-eventbridge/);
  });

  test('is type-checked, with what its peers declare alone', async () => {
    // What AWS's own declarations need.
    await project.link('@types/node', 'undici-types');
    await project.write('tsconfig.json', TSCONFIG);
    await project.write(
      'typed.ts',
      `import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
      import { type Action, type Token, TokenError, tokenReader } from 'refresh-scheduler/consumer';
      const tokens = tokenReader({ provider: 'dkn', secrets: new SecretsManagerClient({}), eventBus: 'fleet' });
      const token: Token = await tokens.get('home-1', { signal: AbortSignal.timeout(1_000) });
      const status: number = await tokens.withToken('home-1', async ({ authorization }) => authorization.length);
      export const toDo = (error: unknown): Action | undefined => (error instanceof TokenError ? error.action : undefined);
      export const seen: [string, number] = [token.authorization, status];`,
    );

    const ended = await project.tsc(['-p', '.']);

    expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('is type-checked for what is not there', async () => {
    await project.write('tsconfig.json', TSCONFIG);
    await project.write(
      'mistaken.ts',
      `import { tokenReader } from 'refresh-scheduler/consumer';
      const token = await tokenReader({ provider: 'dkn' }).get('home-1');
      export const text: string = token.access_token;`,
    );

    const ended = await project.tsc(['-p', '.']);

    expect(ended.stdout).toContain("Property 'access_token' does not exist on type 'Token'");
  });
});
