import { describe, expect, test } from '@jest/globals';
import { operate } from '../../../lambdas/operate/operate.ts';
import { type Bed, openBed } from '../bed.ts';

const ask = (bed: Bed, asked: object = {}) =>
  operate(
    { operation: 'authorizeUrl', app: 'dkn', redirect_uri: 'https://app.example/cb', state: 's-1', ...asked },
    bed.ports,
    { deadline: bed.clock.now() + 60_000 },
  );

describe('the address at which a person authorizes an app', () => {
  test('is made of its secret, and nothing secret of it is told', async () => {
    await using bed = await openBed();
    await bed.ports.controls.ensure('dkn', 'dkn');
    const { client_id, client_secret } = bed.clouds.dkn.app;

    const answer = await ask(bed);

    expect(answer).toMatchObject({ ok: true, operation: 'authorizeUrl', app: 'dkn' });
    expect(answer.url).toContain(`client_id=${client_id}&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&`);
    expect(JSON.stringify([answer, bed.recorder.lines])).not.toContain(client_secret);
    expect(JSON.stringify(bed.recorder.lines)).not.toContain('s-1');
  });

  test('is refused where there is none, with the field that is at fault', async () => {
    await using bed = await openBed();
    for (const name of ['dkn', 'kii', 'oauth2']) await bed.ports.controls.ensure(name, name);
    const fields = async (asked: object) => {
      const { ok, problems } = (await ask(bed, asked)) as { ok: boolean; problems?: { field: string }[] };
      return ok ? 'ok' : problems?.map(({ field }) => field).join();
    };

    expect(await fields({ app: 'none' })).toBe('app');
    expect(await fields({ app: 'not a name' })).toBe('app');
    expect(await fields({ app: 'kii' })).toBe('app');
    expect(await fields({ app: 'oauth2' })).toBe('app secret authorize_url');
    expect(await fields({ redirect_uri: 'https://app.example/#x' })).toBe('redirect_uri');
    expect(await fields({ redirect_uri: 'nowhere' })).toBe('redirect_uri');
    expect(await fields({ app: 'oauth2', code_challenge: 'short' })).toBe('code_challenge');
    expect(await fields({ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })).toBe(
      'code_challenge',
    );
    expect(await fields({ state: '' })).toBe('state');
    await bed.putApp('dkn', { provider: 'dkn' });
    expect(await fields({})).toBe('app secret client_id');
  });
});
