import { describe, expect, test } from '@jest/globals';
import { SettingsError } from '../../lambdas/adapters/fleet-settings.ts';
import { ENV } from '../../lambdas/contract.ts';
import { readSettings } from '../../lambdas/reject/settings.ts';

describe('settings of the function of rejections', () => {
  test('are the table of principals, and the tempo as deployed', () => {
    expect(readSettings({ [ENV.principalsTable]: 'principals' })).toEqual({
      principalsTable: 'principals',
      tempo: 1,
    });
  });

  test('take a faster tempo', () => {
    expect(readSettings({ [ENV.principalsTable]: 'principals', [ENV.tempo]: '12' }).tempo).toBe(12);
  });

  test.each([
    [{}, /PRINCIPALS_TABLE is missing/],
    [{ [ENV.principalsTable]: 'principals', [ENV.tempo]: '0' }, /TEMPO must be a number from 1 to 60/],
  ])('name what does not fit in %j', (env, message) => {
    expect(() => readSettings(env)).toThrow(SettingsError);
    expect(() => readSettings(env)).toThrow(message);
  });
});
