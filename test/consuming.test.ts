import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { EVENT_FROM_CONSUMER, tokenSecretName } from '../lambdas/contract.ts';
import { confidential } from '../lambdas/core/confidential.ts';
import { secretView } from '../lambdas/core/secret.ts';
import { type AwsEndpoint, startAws } from '../local/aws/endpoint.ts';
import { createAuthority } from '../local/clouds/authority.ts';
import { type DknCloud, startDkn } from '../local/clouds/dkn.ts';
import {
  awsEnvironment,
  createEmptyProject,
  type EmptyProject,
  type Ended,
} from './consumer/empty-project.ts';
import { HAS, runIn } from './consuming/programs.ts';
import { asShown, readSnippets, type Snippet } from './consuming/read-snippets.ts';
import { sdkClients } from './local/aws/sdk-clients.ts';
import { active } from './support/principals.ts';

/** Building, packing and installing take some seconds, and so does each start of AWS's command line. */
const LIMIT_MS = 90_000;
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));
const PROVIDER_URL = 'https://cloud.example/api/me';

const snippets = readSnippets();
const named = (name: string): Snippet => {
  const found = snippets.find((snippet) => snippet.name === name);
  if (!found) throw new Error(`the guide shows no ${name}`);
  return found;
};
const isLeftOut = ({ note = '' }: Snippet): boolean => /^(not run here|run by): \S/.test(note);

let aws: AwsEndpoint;
let cloud: DknCloud;
let project: EmptyProject;
let env: Record<string, string>;

beforeAll(async () => {
  // The account and Region that the guide has in its ARNs.
  aws = await startAws({ region: 'eu-west-1', account: '111111111111' });
  const authority = await createAuthority('Test CA');
  cloud = await startDkn({ authority });
  project = await createEmptyProject();
  await project.link('@aws-sdk/client-eventbridge', '@middy/core', '@middy/util');
  await project.write('ca.pem', authority.certificate);
  await publishHome();
  const ca = join(project.folder, 'ca.pem');
  env = {
    ...awsEnvironment(aws),
    EVENT_BUS: aws.events.createBus('FLEET_BUS'),
    NODE_EXTRA_CA_CERTS: ca,
    CURL_CA_BUNDLE: ca,
    SSL_CERT_FILE: ca,
    PYTHONPATH: EXAMPLES,
  };
}, LIMIT_MS);
afterAll(async () => {
  await project.close();
  await cloud.close();
  await aws.close();
});

/** `home-1` at the cloud, and its secret as the scheduler publishes it. */
const publishHome = async (): Promise<void> => {
  const { accessToken } = cloud.issueGrant({ principal: 'home-1' });
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  const row = active({
    principalId: 'home-1',
    provider: 'dkn',
    generation: now / 1_000,
    issuedAt: now,
    expiresAt: now + 3_600_000,
  });
  const view = secretView(row, { token: confidential(accessToken), tokenType: 'Bearer' });
  const clients = sdkClients(aws);
  await clients.secrets.send(
    new CreateSecretCommand({
      Name: tokenSecretName('refresh-scheduler', 'dkn', 'home-1'),
      SecretString: view.text.reveal(),
    }),
  );
  clients.destroy();
};

/** As it stands, but for the provider's address. */
const write = ({ name, code }: Snippet): Promise<void> =>
  project.write(name, code.replaceAll(PROVIDER_URL, cloud.resourceUrl));

const run = async (name: string, program: string, args: readonly string[] = []): Promise<Ended> => {
  await write(named(name));
  return runIn(project.folder, program, [...args, name], env);
};

const expectAsShown = (name: string, ended: Ended): void => {
  expect(ended.stderr).toBe('');
  expect(ended.stdout).toMatch(asShown(named(name).prints ?? ''));
  expect(ended.exitCode).toBe(0);
};

describe('the guide for consumers: Node.js', () => {
  test.each(['read.js', 'call.js', 'errors.js', 'other-account.js'])(
    '%s prints what is shown',
    async (name) => {
      expectAsShown(name, await run(name, process.execPath));
    },
  );

  test('handler.js answers an event', async () => {
    await write(named('handler.js'));
    await project.write(
      'event.js',
      `import { handler } from './handler.js';
      const context = { getRemainingTimeInMillis: () => 10_000 };
      console.log(JSON.stringify(await handler({ home: 'home-1' }, context)));`,
    );

    const ended = await runIn(project.folder, process.execPath, ['event.js'], env);

    expect(ended).toEqual({ exitCode: 0, stderr: '', stdout: '{"principal":"home-1","app":"dkn"}\n' });
  });

  test("invalidate.js reads anew after AWS's event", async () => {
    const event = { ...EXAMPLE_EVENT, detail: { ...EXAMPLE_EVENT.detail, name: secretOf('home-1') } };
    await write(named('invalidate.js'));
    await project.write(
      'message.js',
      `import { onMessage, tokens } from './invalidate.js';
      const first = await tokens.get('home-1');
      const cached = await tokens.get('home-1');
      onMessage({ Body: ${JSON.stringify(JSON.stringify(event))} });
      const anew = await tokens.get('home-1');
      console.log(first === cached, first === anew);`,
    );

    const ended = await runIn(project.folder, process.execPath, ['message.js'], env);

    expect(ended).toMatchObject({ exitCode: 0, stdout: 'true false\n' });
  });
});

const secretOf = (id: string): string => tokenSecretName('refresh-scheduler', 'dkn', id);

/** As AWS's page shows it: secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html */
const EXAMPLE_EVENT = {
  'detail-type': 'Secret Label Updated',
  source: 'aws.secretsmanager',
  resources: ['arn:aws:secretsmanager:us-west-2:012345678901:secret:mySecret-a1b2c3'],
  detail: {
    name: 'mySecret',
    labelUpdated: 'AWSCURRENT',
    versionId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
  },
};

describe('the guide for consumers: other languages', () => {
  (HAS.python ? test : test.skip)('read.py prints what is shown (needs python3 with boto3)', async () => {
    expectAsShown('read.py', await run('read.py', 'python3'));
  });

  (HAS.shell ? test : test.skip)('me.sh prints what is shown (needs aws, jq, curl)', async () => {
    const ended = await run('me.sh', 'bash', ['-o', 'pipefail']);

    expect(ended.stdout.trim()).toBe(named('me.sh').prints?.trim());
    expect(ended.exitCode).toBe(0);
  });

  (HAS.shell ? test : test.skip)('tell.sh tells the scheduler (needs aws)', async () => {
    await write(named('event.json'));

    const ended = await run('tell.sh', 'bash');

    expectAsShown('tell.sh', ended);
    expect(aws.events().at(-1)).toMatchObject({
      bus: 'FLEET_BUS',
      source: EVENT_FROM_CONSUMER.source,
      detailType: EVENT_FROM_CONSUMER.tokenRejected,
      detail: { principalId: 'home-1', generation: expect.any(Number) },
    });
  });
});

describe('the guide for consumers: what it says of AWS', () => {
  test('the secret has the fields that the scheduler publishes', () => {
    const shown = snippets.find(({ note }) => note === 'the secret');
    const row = active({ principalId: 'home-1', provider: 'dkn' });
    const published = secretView(row, { token: confidential('…'), tokenType: 'Bearer' });

    expect(Object.keys(JSON.parse(shown?.code ?? ''))).toEqual(
      Object.keys(JSON.parse(published.text.reveal())),
    );
  });

  test.each(snippets.filter(({ note }) => note === 'policy of a resource'))(
    'a policy of a resource is one (%#)',
    ({ code }) => {
      const policy = PolicyDocument.fromJson(JSON.parse(code));

      expect(policy.validateForResourcePolicy()).toEqual([]);
    },
  );

  test.each(snippets.filter(({ note }) => note === 'policy of an identity'))(
    'a policy of an identity is one (%#)',
    ({ code }) => {
      const policy = PolicyDocument.fromJson(JSON.parse(code));

      expect(policy.validateForIdentityPolicy()).toEqual([]);
    },
  );

  test('the rule hears of new tokens and of nothing else', () => {
    const { source, 'detail-type': detailType, detail } = JSON.parse(named('rule.json').code);
    const hears = (event: typeof EXAMPLE_EVENT): boolean =>
      source.includes(event.source) &&
      detailType.includes(event['detail-type']) &&
      detail.labelUpdated.includes(event.detail.labelUpdated) &&
      detail.name.some(({ prefix }: { prefix: string }) => event.detail.name.startsWith(prefix));
    const about = (name: string) => ({ ...EXAMPLE_EVENT, detail: { ...EXAMPLE_EVENT.detail, name } });

    expect(hears(about(secretOf('home-1')))).toBe(true);
    expect(hears(about('refresh-scheduler/apps/homes'))).toBe(false);
    expect(hears(EXAMPLE_EVENT)).toBe(false);
  });

  test('every snippet is run, or says that it is not', () => {
    const here = [
      ...['read.js', 'call.js', 'errors.js', 'other-account.js', 'handler.js', 'invalidate.js'],
      ...['read.py', 'me.sh', 'tell.sh', 'event.json', 'rule.json'],
    ];
    const notes = ['the secret', 'policy of a resource', 'policy of an identity'];
    const forgotten = snippets.filter(
      (snippet) => !here.includes(snippet.name) && !notes.includes(snippet.note ?? '') && !isLeftOut(snippet),
    );

    expect(snippets.length).toBeGreaterThan(here.length);
    expect(forgotten).toEqual([]);
  });

  test('every file and heading that it links to is there', async () => {
    const guide = new URL('../docs/consuming.md', import.meta.url);
    const text = await readFile(guide, 'utf8');
    const links = [...text.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link = '']) => link);
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(
      ([, heading = '']) =>
        `#${heading
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-')}`,
    );

    await Promise.all(
      links.filter((link) => !link.startsWith('#')).map((link) => readFile(new URL(link, guide))),
    );

    expect(links.filter((link) => link.startsWith('#') && !headings.includes(link))).toEqual([]);
  });
});
