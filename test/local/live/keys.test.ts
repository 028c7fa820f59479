import { describe, expect, test } from '@jest/globals';
import { keyTexts, press } from '../../../local/live/keys.ts';

const CLOUDS = ['dkn', 'huawei', 'kii', 'oauth2'];

describe('a key', () => {
  test.each([
    ['q', {}],
    ['c', { ctrl: true }],
    ['d', { ctrl: true }],
  ])('%s ends the run, in every mode', (name, how) => {
    for (const mode of ['ready', 'outage', 'wrong-secret'] as const)
      expect(press(mode, { name, ...how }, CLOUDS)).toEqual({ mode: 'ready', command: { do: 'stop' } });
  });

  test.each([
    ['s', { do: 'toggle', fault: { kind: 'secrets-manager' } }],
    ['k', { do: 'kill' }],
    ['e', { do: 'end-faults' }],
    ['up', { do: 'scroll', by: -1 }],
    ['pagedown', { do: 'scroll', by: 1, page: true }],
  ])('%s does its work at once', (name, command) => {
    expect(press('ready', { name }, CLOUDS)).toEqual({ mode: 'ready', command });
  });

  test('o asks which cloud, and a digit answers', () => {
    const asked = press('ready', { name: 'o' }, CLOUDS);
    const answered = press(asked.mode, { name: '2' }, CLOUDS);

    expect(asked).toEqual({ mode: 'outage' });
    expect(answered).toEqual({
      mode: 'ready',
      command: { do: 'toggle', fault: { kind: 'outage', cloud: 'huawei' } },
    });
  });

  test('w offers those clouds alone that ask for a secret', () => {
    const { mode } = press('ready', { name: 'w' }, CLOUDS);

    expect(keyTexts(mode, CLOUDS).join()).not.toContain('kii');
    expect(press(mode, { name: '3' }, CLOUDS).command).toEqual({
      do: 'toggle',
      fault: { kind: 'wrong-secret', cloud: 'oauth2' },
    });
  });

  test.each(['5', '0', 'x', 'escape'])('%s breaks nothing where a cloud is asked for', (name) => {
    expect(press('outage', { name }, CLOUDS)).toEqual({ mode: 'ready' });
  });

  test('offers no fault of clouds where none is simulated', () => {
    expect(press('ready', { name: 'o' }, [])).toEqual({ mode: 'ready' });
    expect(keyTexts('ready', []).join()).not.toContain('outage');
  });
});
