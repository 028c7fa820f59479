import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { type LocalStack, type RunStackOptions, runStack } from '../../../local/stack/run-stack.ts';
import type { Template } from '../../../local/stack/template.ts';
import { tinyAssembly } from './tiny-assembly.ts';

type Options = Partial<RunStackOptions> & { readonly template?: Partial<Template> };

/** An endpoint for a test file, and tiny stacks at it that end with their test. */
export const runningStacks = () => {
  const running: LocalStack[] = [];
  let aws: AwsEndpoint;

  beforeAll(async () => {
    aws = await startAws();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((stack) => stack.close()));
  });
  afterAll(() => aws.close());

  return {
    endpoint: () => aws,
    async run(resources: Template['Resources'], { template, ...options }: Options = {}): Promise<LocalStack> {
      const assembly = tinyAssembly(resources, template);
      const stack = await runStack({ aws, assembly, onLine: () => {}, ...options });
      running.push(stack);
      return stack;
    },
  };
};
