import { describe, expect, test } from '@jest/globals';
import { runningStacks } from './running-stacks.ts';
import { echo, scheduleOf } from './tiny-assembly.ts';

const { run } = runningStacks();

describe('what cannot run', () => {
  test('is named with the reason, resource by resource', async () => {
    const stack = await run({
      Role: { Type: 'AWS::IAM::Role', Properties: { strange: { 'Fn::Cidr': [] } } },
      Alarms: { Type: 'AWS::CloudWatch::CompositeAlarm' },
      Strange: { Type: 'AWS::Quantum::Computer' },
      Echo: echo({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
      Python: echo({ Runtime: 'python3.13' }),
      Retried: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: { Ref: 'Echo' }, Qualifier: '$LATEST' },
      },
      AtNoon: scheduleOf({}, { ScheduleExpression: 'cron(0 12 * * ? *)' }),
      Elsewhere: scheduleOf({ Arn: 'arn:aws:sns:us-east-1:000000000000:topic' }),
    });

    const reasons = Object.fromEntries(
      stack.notRun.map(({ logicalId, type, why }) => [logicalId, { type, why }]),
    );
    expect(reasons).toEqual({
      Role: { type: 'AWS::IAM::Role', why: 'IAM is not enforced here: everybody may do everything' },
      Alarms: {
        type: 'AWS::CloudWatch::CompositeAlarm',
        why: 'only alarms of metrics and expressions are judged here',
      },
      Strange: { type: 'AWS::Quantum::Computer', why: 'the local stack does not know this type' },
      Python: { type: 'AWS::Lambda::Function', why: 'only Node.js functions run here, not python3.13' },
      Retried: { type: 'AWS::Lambda::EventInvokeConfig', why: 'a failed invocation is not retried here' },
      AtNoon: { type: 'AWS::Scheduler::Schedule', why: 'only rate(...) runs here, not cron(0 12 * * ? *)' },
      Elsewhere: {
        type: 'AWS::Scheduler::Schedule',
        why: 'its target arn:aws:sns:us-east-1:000000000000:topic is not a function that runs here',
      },
    });
  });

  test('is left out without a word where its condition does not hold', async () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const Strange = { Type: 'AWS::Quantum::Computer', Condition: 'Never' };

    const stack = await run({ Strange }, { template: { Conditions } });

    expect(stack.notRun).toEqual([]);
  });
});

test('a template with an intrinsic function that is not known is refused, naming resource and path', async () => {
  const strange = echo({ Environment: { Variables: { BLOCK: { 'Fn::Cidr': ['10.0.0.0/8', 1] } } } });

  await expect(run({ Echo: strange })).rejects.toThrow(
    'Resources.Echo.Properties.Environment.Variables.BLOCK: the local stack does not know the intrinsic function Fn::Cidr',
  );
});
