import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { SettingsError } from '../../lambdas/adapters/fleet-settings.ts';
import { ENV } from '../../lambdas/contract.ts';
import { readSettings } from '../../lambdas/refresh/settings.ts';

const GOOD = {
  [ENV.principalsTable]: 'Principals',
  [ENV.controlsTable]: 'Controls',
  [ENV.keyArn]: 'arn:aws:kms:eu-central-1:111122223333:key/4a1c',
  [ENV.fleet]: 'north',
  [ENV.secretPrefix]: 'refresh-scheduler',
  [ENV.eventBus]: 'default',
  [ENV.concurrency]: '32',
  [ENV.publishRate]: '35',
};

const REQUIRED = Object.keys(GOOD);

const refusal = (env: Record<string, string | undefined>): SettingsError => {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
};

describe('the settings of the tick', () => {
  test('are read from the environment', () => {
    expect(readSettings({ ...GOOD, PATH: '/usr/bin' })).toEqual({
      principalsTable: 'Principals',
      controlsTable: 'Controls',
      keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/4a1c',
      fleet: 'north',
      secretPrefix: 'refresh-scheduler',
      eventBus: 'default',
      concurrency: 32,
      publishRate: 35,
      tempo: 1,
    });
  });

  test.each([
    ['12', 12],
    ['1', 1],
    ['60', 60],
    ['1.5', 1.5],
  ])('take a tempo of %s', (text, tempo) => {
    expect(readSettings({ ...GOOD, [ENV.tempo]: text }).tempo).toBe(tempo);
  });

  test('name every key that is missing, once, and the remedy', () => {
    const { message, code } = refusal({});

    expect(code).toBe('settings-unfit');
    for (const key of REQUIRED) expect(message.split(`${key} is missing`)).toHaveLength(2);
    expect(message).toContain('Deploy the stack again');
    expect(message).not.toContain(ENV.tempo);
  });

  test.each(REQUIRED)('call %s missing, once, when it is empty', (key) => {
    const { message } = refusal({ ...GOOD, [key]: '' });

    expect(message).toBe(
      `The function's environment does not fit. ${key} is missing. Deploy the stack again to set it.`,
    );
  });

  test.each([
    [ENV.keyArn, 'alias/my-key', 'must be the ARN of a KMS key'],
    [ENV.concurrency, '0', 'from 1 to 64'],
    [ENV.concurrency, '65', 'from 1 to 64'],
    [ENV.concurrency, 'many', 'from 1 to 64'],
    [ENV.concurrency, '2.5', 'whole number'],
    [ENV.publishRate, '51', 'from 1 to 50'],
    [ENV.publishRate, '0', 'from 1 to 50'],
    [ENV.tempo, '0.5', 'from 1 to 60, or left out'],
    [ENV.tempo, '61', 'from 1 to 60, or left out'],
    [ENV.tempo, 'fast', 'from 1 to 60, or left out'],
  ])('say what %s must be when it is %s', (key, value, remedy) => {
    const { message } = refusal({ ...GOOD, [key]: value });

    expect(message).toContain(`${key} must be`);
    expect(message).toContain(remedy);
  });

  test('print no value when they do not fit', () => {
    const env = Object.fromEntries(Object.values(ENV).map((key) => [key, `value-of-${key}`]));

    const error = refusal({ ...env, OTHER: 'value-of-other' });

    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('value-of');
  });
});
