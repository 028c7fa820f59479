import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/program.ts';
import { operate } from '../../lambdas/operate/operate.ts';
import { type Bed, openBed } from '../flow/bed.ts';
import { haltOne } from '../flow/operator/halting.ts';
import { command, SteppedClock, Written } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';

let bed: Bed;
let fleet: Fleet;
beforeAll(async () => {
  bed = await openBed();
  for (const name of ['dkn', 'huawei', 'kii', 'oauth2']) await bed.ports.controls.ensure(name, name);
  await bed.putApp('oauth2', {
    ...bed.clouds.oauth2.app,
    authorize_url: 'https://id.example/authorize?tenant=7',
  });
  fleet = await startFleet();
});
beforeEach(() => serve(bed));
afterAll(async () => {
  await fleet.close();
  await bed.close();
});

/** The fleet is this bed's. */
const serve = ({ ports, clock }: Bed): void =>
  fleet.answers((request) => operate(request, ports, { deadline: clock.now() + 60_000 }));

/** What a person sees, and where the browser is to come back to. */
interface Page {
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly redirectUri: string;
  readonly state: string;
}

const pageOf = (said: string): Page => {
  const url = new URL(/https:\/\/\S+/.exec(said)?.[0] ?? 'https://none.example');
  const query = new URLSearchParams(url.hash ? url.hash.replace(/^[^?]*/, '') : url.search);
  return { url, query, redirectUri: query.get('redirect_uri') ?? '', state: query.get('state') ?? '' };
};

const comeBack = (page: Page, query: Record<string, string>) =>
  fetch(`${page.redirectUri}?${new URLSearchParams(query)}`);

/** A person who does something at the page, and what came of it. */
const authorize = async (
  args: readonly string[],
  atThePage: (page: Page, stdin: NodeJS.WritableStream) => Promise<unknown> | unknown,
) => {
  const stdin = new PassThrough();
  const stdout = new Written();
  const stderr = new Written();
  const terminal = { stdin, stdout, stderr, exitCode: 0 };
  const ended = run(
    ['authorize', ...args, '--local', fleet.port],
    terminal,
    new SteppedClock(bed.clock.now()),
  );
  await Promise.race([stderr.says('state='), ended]);
  await atThePage(pageOf(stderr.text), stdin);
  await ended;
  return { code: terminal.exitCode, stdout: stdout.text, stderr: stderr.text };
};

const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+\/callback$/;
const FEW = ['--no-wait'];

describe('authorize at a page in the browser', () => {
  test('opens it with a state, takes the code on loopback, and enrols', async () => {
    let code = '';
    let page: Page | undefined;

    const {
      code: exit,
      stdout,
      stderr,
    } = await authorize(['home-1', '--app', 'dkn'], async (shown) => {
      page = shown;
      code = bed.clouds.dkn.issueCode({ principal: 'home-1', redirectUri: shown.redirectUri });
      const answer = await comeBack(shown, { code, state: shown.state });
      expect(await answer.text()).not.toContain('<script');
    });

    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(page?.redirectUri).toMatch(LOOPBACK);
    expect(Object.fromEntries(page?.query ?? [])).toMatchObject({
      client_id: bed.clouds.dkn.app.client_id,
      response_type: 'code',
      scope: 'devices installations',
    });
    expect(stdout).toMatch(/^home-1: enrolled, .+\nhome-1: published in /);
    expect(await bed.serves('dkn', 'home-1')).toBe(true);
    expect(stdout + stderr).not.toContain(code);
  });

  test('sends a challenge where the page takes one, and the verifier with the code', async () => {
    const { code } = await authorize(['service-1', '--app', 'oauth2', ...FEW], (page) => {
      const codeChallenge = page.query.get('code_challenge') ?? '';
      const { redirectUri, state } = page;
      expect(page.url.href).toMatch(/^https:\/\/id\.example\/authorize\?tenant=7&/);
      expect(page.query.get('code_challenge_method')).toBe('S256');
      const issued = bed.clouds.oauth2.issueCode({ principal: 'service-1', redirectUri, codeChallenge });
      return comeBack(page, { code: issued, state });
    });

    expect(code).toBe(0);
    expect(await bed.serves('oauth2', 'service-1')).toBe(true);
  });

  test('goes on waiting after another state came, whose code is exchanged by nobody', async () => {
    const exchangedBefore = bed.clouds.dkn.counts.calls;
    let status = 0;

    const { code, stdout, stderr } = await authorize(['home-2', '--app', 'dkn'], async (page) => {
      const theirs = bed.clouds.dkn.issueCode({ principal: 'stranger', redirectUri: page.redirectUri });
      ({ status } = await comeBack(page, { code: theirs, state: `${page.state.slice(1)}x` }));
      return comeBack(page, { error: 'access_denied', state: page.state });
    });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(status).toBe(400);
    expect(stderr).toContain('authorize home-2: error: The provider answered access_denied');
    expect(bed.clouds.dkn.counts.calls).toBe(exchangedBefore);
    expect(await bed.ports.principals.get('home-2')).toEqual({ row: 'missing' });
  });

  test('refuses a code that was used before, and leaves nothing of it', async () => {
    let used = '';
    const bring = (id: string) =>
      authorize([id, '--app', 'dkn', ...FEW], (page) => {
        used ||= bed.clouds.dkn.issueCode({ principal: id });
        return comeBack(page, { code: used, state: page.state });
      });

    const first = await bring('home-3');
    const second = await bring('home-4');

    expect(first.code).toBe(0);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/authorize home-4: grant: .+already used/);
    expect(await bed.ports.principals.get('home-4')).toEqual({ row: 'missing' });
  });

  test.each([
    ['what the provider said', { error: 'access_denied' }, 'error: The provider answered access_denied'],
    ['that it said something', { error: 'Zk3QmT8v secret' }, 'error: The provider answered with an error'],
    ['that there is no code', {}, 'code: The provider sent none'],
  ])('tells %s', async (_, query, told) => {
    const { code, stderr } = await authorize(['home-2', '--app', 'dkn'], (page) =>
      comeBack(page, { ...query, state: page.state }),
    );

    expect(code).toBe(1);
    expect(stderr).toContain(told);
    expect(stderr).not.toContain('Zk3Q');
  });

  test('takes the whole address by paste where the browser comes back to another machine', async () => {
    const redirectUri = 'https://app.example/back';

    const { code, stdout, stderr } = await authorize(
      ['home-5', '--app', 'dkn', '--redirect-uri', redirectUri, ...FEW],
      (page, stdin) => {
        const issued = bed.clouds.dkn.issueCode({ principal: 'home-5', redirectUri });
        stdin.end(`${redirectUri}?code=${issued}&state=${page.state}\n`);
      },
    );

    expect({ code, stderr: stderr.split('\n').length }).toEqual({ code: 0, stderr: 3 });
    expect(stdout).toMatch(/^home-5: enrolled/);
  });

  test('refuses a bare code by paste: nothing tells whose it is', async () => {
    const { code, stderr } = await authorize(['home-6', '--app', 'dkn', '--paste'], (_, stdin) =>
      stdin.end('Zk3QmT8v\n'),
    );

    expect(code).toBe(1);
    expect(stderr).toContain('address: Give the whole address');
    expect(stderr).not.toContain('Zk3Q');
  });
});

describe('authorize without a page', () => {
  const piped = (args: readonly string[], input = '') =>
    command(['authorize', ...args, '--local', fleet.port], {
      input,
      clock: new SteppedClock(bed.clock.now()),
    });

  test.each([
    [[], false],
    [['--keep-login'], true],
  ] as const)('presents a password, which is kept only with --keep-login: %j', async (options, kept) => {
    const id = `user-${kept ? 'kept' : 'forgotten'}`;
    const { username, password } = await bed.clouds.kii.registerAccount({ principal: id });

    const { code, stdout, stderr } = await piped(
      [id, '--app', 'kii', '--username', username, ...options, ...FEW],
      `${password}\n`,
    );

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(password);
    expect(fleet.asked.findLast((asked) => asked.operation === 'enrol')).toMatchObject({
      grant: { kind: 'password', username, ...(kept && { keep_login: true }) },
    });
    expect((await bed.secret('kii', id)) !== undefined).toBe(!kept);
  });

  test('has an app log in by itself', async () => {
    const platform = await piped(['platform', '--app', 'huawei', ...FEW]);
    const admin = await piped(['admin', '--app', 'kii', '--as', 'admin', ...FEW]);

    await bed.tick();
    expect([platform.code, admin.code]).toEqual([0, 0]);
    expect(await bed.serves('huawei', 'platform')).toBe(true);
    expect(await bed.serves('kii', 'admin')).toBe(true);
  });

  test.each([
    ['an app to be chosen', ['x'], 1, 'app: Give --app, one of: dkn, huawei, kii, oauth2'],
    ['an app that there is not', ['x', '--app', 'none'], 1, 'app: There is no such app'],
    ['no name with a password', ['x', '--app', 'kii'], 2, '--username is missing'],
    ['a redirect for a login', ['x', '--app', 'huawei', '--paste'], 2, '--paste is not for this provider'],
    ['a name for a page', ['x', '--app', 'dkn', '--username', 'u'], 2, '--username is not for this provider'],
    ['a login that there is not', ['x', '--app', 'dkn', '--as', 'admin'], 2, '--as is not for this provider'],
    [
      'a fragment',
      ['x', '--app', 'dkn', '--redirect-uri', 'https://a/#b'],
      2,
      '--redirect-uri must be a whole',
    ],
  ] as const)('is refused with %s, before anybody is asked for anything', async (_, args, exit, told) => {
    const { code, stdout, stderr } = await piped(args);

    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(told);
    expect(stderr).not.toContain('https://id');
  });
});

describe('authorize of somebody who is enrolled', () => {
  test('is refused while the grant lives; a halted one gets its new grant, by the app of its row', async () => {
    await using own = await openBed();
    serve(own);
    await haltOne(own, 'home-9');
    const arrive = (page: Page) => {
      const code = own.clouds.dkn.issueCode({ principal: 'home-9', redirectUri: page.redirectUri });
      return comeBack(page, { code, state: page.state });
    };

    const elsewhere = await authorize(['home-9', '--app', 'kii'], () => {});
    const halted = await authorize(['home-9'], arrive);
    const alive = await authorize(['home-9'], () => {});

    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('app: It belongs to dkn') });
    expect(halted).toMatchObject({ code: 0, stdout: expect.stringMatching(/published in/) });
    expect(alive).toMatchObject({ code: 1, stderr: expect.stringContaining('its grant lives') });
    expect(await own.serves('dkn', 'home-9')).toBe(true);
  });
});
