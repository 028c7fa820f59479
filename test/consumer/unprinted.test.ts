import { format, inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(() => bed.close());

const SECRET = 'the-token-itself';

describe('a token', () => {
  test.each([
    ['printing', (token: object) => format('%s %o %j', token, token, token)],
    ['interpolating', (token: object) => `${token}`],
    ['serialising', (token: object) => JSON.stringify({ token })],
    ['spreading', (token: object) => JSON.stringify({ ...token })],
    ['cloning', (token: object) => inspect(structuredClone(token))],
    [
      'inspecting with all that there is',
      (token: object) => inspect(token, { showHidden: true, getters: true }),
    ],
    ['inspecting what holds it', (token: object) => inspect({ in: [token] }, { depth: 9, getters: true })],
  ])('is not shown by %s', async (_, show) => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, token: SECRET });
    const { tokens } = bed.reader();

    const shown = show(await tokens.get(id));

    expect(shown).not.toContain(SECRET);
  });

  test('is not shown by the reader that holds it', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, token: SECRET });
    const { tokens } = bed.reader();
    await tokens.get(id);

    expect(inspect(tokens, { depth: 9, showHidden: true, getters: true })).not.toContain(SECRET);
  });
});
