import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { startAws } from '../local/aws/endpoint.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

const snippets = async (language: string): Promise<string[]> => {
  const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  );
};

describe('README', () => {
  test("the consumer's snippet, as it stands, reads a token and refuses one that has expired", async () => {
    const aws = await startAws();
    const folder = await mkdtemp(join(tmpdir(), 'consumer-'));
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    const secrets = new SecretsManagerClient({
      endpoint: aws.url,
      region: aws.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const publish = (id: string, expires_at: number) =>
      secrets.send(
        new CreateSecretCommand({
          Name: `refresh-scheduler/tokens/dkn/${id}`,
          SecretString: JSON.stringify({ access_token: `token-of-${id}`, expires_at }),
        }),
      );
    const soon = Math.floor(Date.now() / 1_000) + 600;
    await publish('alive', soon);
    await publish('dead', 1);
    await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'consumer.mjs'), (await snippets('js'))[0] ?? '');
    const consumer = pathToFileURL(join(folder, 'consumer.mjs')).href;
    const read = (id: string) =>
      run(
        process.execPath,
        [
          '-e',
          `const { accessToken } = await import('${consumer}'); console.log(await accessToken('dkn', '${id}'));`,
        ],
        { env },
      );

    const alive = await read('alive');
    const dead = read('dead');

    expect(alive.stdout.trim()).toBe('token-of-alive');
    await expect(dead).rejects.toThrow('dead has no living token');
    secrets.destroy();
    await aws.close();
    await rm(folder, { recursive: true });
  });

  test('every file and npm script that it names is there', async () => {
    const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');
    const { scripts } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const linked = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name);

    const missing = await Promise.all(
      linked.map((path) =>
        readFile(join(PROJECT, path)).then(
          () => [],
          () => [path],
        ),
      ),
    );

    expect(linked.length).toBeGreaterThan(2);
    expect(missing.flat()).toEqual([]);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
