import { describe, expect, test } from '@jest/globals';
import { nextCommand } from '../../cli/fleet/next-command.ts';

describe('the command that is suggested next', () => {
  test.each<[string, Parameters<typeof nextCommand>[1], string]>([
    ['nothing', {}, ''],
    ['--local without a port', { local: '4600' }, ' --local'],
    ['--local with one', { local: '4601' }, ' --local 4601'],
    ['a stack and its Region', { stack: 'Fleet', region: 'eu-west-3' }, ' --stack Fleet --region eu-west-3'],
    ['a profile with a blank', { profile: "Ann's fleet" }, " --profile 'Ann'\\''s fleet'"],
  ])('says where the fleet is as it was given: %s', (_, where, said) => {
    const next = nextCommand('show home-1', where);

    expect(next).toBe(`refresh-scheduler show home-1${said}`);
  });
});
