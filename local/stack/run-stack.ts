import { OUTPUT } from '../../lambdas/contract.ts';
import type { AwsEndpoint } from '../aws/endpoint.ts';
import type { HostedFunction, HostedQueue, HostedTopic } from '../aws/hosted-stacks.ts';
import type { CloudWatch } from '../cloudwatch/cloud-watch.ts';
import type { Invocation } from '../functions/function.ts';
import type { Assembly } from './assembly.ts';
import { invokeAsynchronously } from './asynchronous-invocation.ts';
import { buildResources } from './build.ts';
import type { NotRun } from './not-run.ts';
import { stackIdOf } from './pseudo-parameters.ts';
import type { StackFunction, StackQueue, StackSchedule } from './running.ts';
import { openSite, type Site } from './site.ts';
import { startTimers, type Timers } from './timers.ts';

export interface RunStackOptions {
  readonly aws: AwsEndpoint;
  readonly assembly: Assembly;
  /** A line that a function printed. */
  readonly onLine: (functionName: string, line: string) => void;
  /** For every function, over what the template gives. */
  readonly environmentExtra?: Readonly<Record<string, string>>;
  /** How many times as fast as deployed it runs: CloudWatch measures time with it. @default 1 */
  readonly tempo?: number;
  /** Of CloudWatch, in epoch ms. @default Date.now */
  readonly clock?: () => number;
}

/** A stack that runs on this machine. Resources are named by their logical ids. */
export interface LocalStack {
  readonly outputs: Readonly<Record<string, string>>;
  /** Names of the tables. */
  readonly tables: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, StackFunction>>;
  readonly queues: Readonly<Record<string, StackQueue>>;
  readonly schedules: Readonly<Record<string, StackSchedule>>;
  /** Metrics, logs and alarms, and what the dashboard shows of them. Alarms judge while the schedules run. */
  readonly cloudWatch: CloudWatch;
  /** What the template has and this has not, each with the reason. */
  readonly notRun: readonly NotRun[];
  /** Fires the schedule that fires most often, once, now. @throws where there is none */
  tick(): Promise<Invocation>;
  /**
   * Lets the schedules run: at once, and then once a period. Has no effect while they run.
   * `everyMs`: period of the one that fires most often, instead of the template's; the others keep their proportion.
   */
  start(options?: { readonly everyMs?: number }): void;
  /** Fires no more, and waits for the invocations that the schedules began. */
  stop(): Promise<void>;
  /** Ends the schedules and every process at once. Of what is at the endpoint, tables, keys and buses stay there. */
  close(): Promise<void>;
}

/**
 * Puts up what a synthesized template describes, at a local endpoint.
 *
 * @throws {TemplateError} where something that must run refers to what is not known here
 * @throws {ResourceError} where the endpoint refuses a resource: it is there already, or a property does not fit
 */
export const runStack = async (options: RunStackOptions): Promise<LocalStack> => {
  const { aws, environmentExtra } = options;
  const site = openSite({
    ...options,
    functionEnvironment: { AWS_ENDPOINT_URL: aws.url, ...environmentExtra },
  });
  let timers: Timers | undefined;
  const endTimers = (): Promise<void> | undefined => {
    const ended = timers?.stop();
    timers = undefined;
    return ended;
  };

  try {
    const { outputs, notRun } = await buildResources(site);
    const { cloudWatch } = site;
    cloudWatch.pageBy(outputs[OUTPUT.pageTopic]);
    const withdraw = aws.hostStack({
      name: options.assembly.stackName,
      id: stackIdOf(site),
      outputs,
      functions: hostedFunctions(site),
      queues: hostedQueues(site),
      topics: hostedTopics(site),
    });
    return {
      outputs,
      notRun,
      cloudWatch,
      tables: Object.fromEntries(site.tables),
      functions: Object.fromEntries(site.functions),
      queues: Object.fromEntries(site.queues),
      schedules: Object.fromEntries(site.schedules),
      async tick() {
        const [mostOften] = [...site.schedules.values()].toSorted((a, b) => a.everyMs - b.everyMs);
        if (!mostOften) throw new Error(`${options.assembly.stackName} has no schedule that runs here.`);
        return await mostOften.fire();
      },
      start({ everyMs } = {}) {
        timers ??= startTimers(site.schedules.values(), everyMs);
        cloudWatch.start();
      },
      async stop() {
        cloudWatch.stop();
        await endTimers();
      },
      async close() {
        withdraw();
        const ended = endTimers();
        await leave(site);
        await ended;
      },
    };
  } catch (error) {
    await leave(site);
    throw error;
  }
};

/** The functions, as the endpoint's Lambda invokes them. */
const hostedFunctions = ({ functions, failureQueues }: Site): HostedFunction[] =>
  [...functions.values()].map((running) => ({
    name: running.name,
    arn: running.arn,
    invoke: (event) => running.invoke(event),
    invokeLater(event) {
      // Rejects only once the function is closed: the stack has ended, and its queues with it.
      invokeAsynchronously(running, event, failureQueues.get(running.name)).catch(() => {});
    },
  }));

const hostedQueues = ({ queues }: Site): HostedQueue[] => [...queues.values()];

const hostedTopics = ({ cloudWatch: { topics } }: Site): HostedTopic[] =>
  topics.arns().map((arn) => ({ arn, publish: (message) => topics.publish(arn, message) }));

const leave = async ({ endings, functions, clients, cloudWatch }: Site): Promise<void> => {
  cloudWatch.stop();
  for (const end of endings) end();
  await Promise.all([...functions.values()].map((running) => running.close()));
  for (const client of Object.values(clients)) client.destroy();
};
