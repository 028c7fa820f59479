import { readFileSync } from 'node:fs';
import { App, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
