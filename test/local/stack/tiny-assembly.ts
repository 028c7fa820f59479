import { fileURLToPath } from 'node:url';
import type { Assembly } from '../../../local/stack/assembly.ts';
import type { Resource, Template } from '../../../local/stack/template.ts';

/** The function in `echo/`. */
export const echo = (properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { S3Bucket: 'assets', S3Key: 'echo.zip' },
    Environment: { Variables: { GREETER: { Ref: 'AWS::StackName' } } },
    ...properties,
  },
});

export const queue: Resource = { Type: 'AWS::SQS::Queue' };

/** Records failed asynchronous invocations of a function in a queue, each by its logical id. */
export const failuresOf = (functionId: string, queueId: string): Resource => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: functionId },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queueId, 'Arn'] } } },
  },
});

/** A schedule for the resource `Echo`. */
export const scheduleOf = (target: Record<string, unknown> = {}, properties = {}): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Target: { Arn: { 'Fn::GetAtt': ['Echo', 'Arn'] }, ...target },
    ...properties,
  },
});

/** An assembly as `readAssembly` gives it, with the code of `echo`. */
export const tinyAssembly = (resources: Template['Resources'], rest: Partial<Template> = {}): Assembly => ({
  stackName: 'Tiny',
  template: { Resources: resources, ...rest },
  assets: new Map([['echo.zip', fileURLToPath(new URL('echo', import.meta.url))]]),
});
