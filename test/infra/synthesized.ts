import { readFileSync } from 'node:fs';
import { App, type Environment, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RefreshSchedulerProps } from '../../infra/settings.ts';
import { RefreshSchedulerStack } from '../../infra/stack.ts';

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** An app with the context that a deployment has, that leaves out the bundling of functions. */
export const newApp = (context: Record<string, unknown> = {}): App =>
  new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...context } });

export const newStack = (
  props: RefreshSchedulerProps & { readonly env?: Environment } = {},
  app: App = newApp(),
): RefreshSchedulerStack => new RefreshSchedulerStack(app, 'RefreshScheduler', props);

export const templateOf = (props: RefreshSchedulerProps = {}): Template =>
  Template.fromStack(newStack(props));

type Resource = ReturnType<Template['findResources']>[string];

/** The function of one part of the construct, by the part's id. */
export const functionIn = (template: Template, part: string): Resource => {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  const [found, ...more] = functions.filter(([id]) => id.startsWith(`RefreshScheduler${part}`));
  if (!found || more.length > 0) throw new Error(`${part} has ${found ? 'more than one' : 'no'} function`);
  return found[1];
};

/** How Lambda treats a function's asynchronous invocations. */
export const invocationOf = (stack: Stack, template: Template, of: IFunction): Resource['Properties'] => {
  const name = stack.resolve(of.functionName);
  const all = Object.values(template.findResources('AWS::Lambda::EventInvokeConfig'));
  return all.find(({ Properties }) => Properties.FunctionName.Ref === name.Ref)?.Properties;
};
