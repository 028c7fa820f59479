import { describe, expect, test } from '@jest/globals';
import { SettingsError } from '../../lambdas/adapters/fleet-settings.ts';
import { ENV } from '../../lambdas/contract.ts';
import { readSettings } from '../../lambdas/notify/settings.ts';

const GOOD = {
  [ENV.controlsTable]: 'Controls',
  [ENV.fleet]: 'north',
  [ENV.pageTopic]: 'arn:aws:sns:eu-central-1:111122223333:page',
  [ENV.ticketTopic]: 'arn:aws:sns:eu-central-1:111122223333:ticket',
  [ENV.runbook]: 'docs/runbook.md',
};

describe('settings of the function of notices', () => {
  test('are the table of controls, the two topics and the runbook', () => {
    expect(readSettings(GOOD)).toEqual({
      controlsTable: 'Controls',
      fleet: 'north',
      topics: { page: GOOD[ENV.pageTopic], ticket: GOOD[ENV.ticketTopic] },
      runbook: 'docs/runbook.md',
      tempo: 1,
    });
  });

  test.each([
    [{ ...GOOD, [ENV.pageTopic]: 'page' }, /PAGE_TOPIC must be the ARN of an SNS topic/],
    [{ ...GOOD, [ENV.tempo]: 'fast' }, /TEMPO must be a number from 1 to 60/],
    [{}, /CONTROLS_TABLE is missing; FLEET is missing; PAGE_TOPIC is missing/],
  ])('name what does not fit in %j', (env, message) => {
    expect(() => readSettings(env)).toThrow(SettingsError);
    expect(() => readSettings(env)).toThrow(message);
  });
});
