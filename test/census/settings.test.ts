import { expect, test } from '@jest/globals';
import { readSettings } from '../../lambdas/census/settings.ts';
import { ENV } from '../../lambdas/contract.ts';

const GOOD = {
  [ENV.principalsTable]: 'Principals',
  [ENV.controlsTable]: 'Controls',
  [ENV.keyArn]: 'arn:aws:kms:eu-central-1:111122223333:key/4a1c',
  [ENV.fleet]: 'north',
  [ENV.secretPrefix]: 'refresh-scheduler',
  [ENV.eventBus]: 'default',
};

test('a census is told where everything is, and needs nothing of the pace of ticks', () => {
  expect(readSettings(GOOD)).toMatchObject({ principalsTable: 'Principals', fleet: 'north', tempo: 1 });
});

test('a census on one machine lives as fast as its fleet', () => {
  expect(readSettings({ ...GOOD, [ENV.tempo]: '12' }).tempo).toBe(12);
});

test('a tempo that does not fit is named, and what to do', () => {
  expect(() => readSettings({ ...GOOD, [ENV.tempo]: 'fast' })).toThrow('TEMPO must be a number from 1 to 60');
});
