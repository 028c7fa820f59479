import { awsClients, type Clients } from '../lambdas/adapters/clients.ts';
import { connect } from '../lambdas/adapters/connect.ts';
import { silentMeter } from '../lambdas/adapters/silent-meter.ts';
import { ENV, OUTPUT, TICK_TIMEOUT_LEAST_SECONDS } from '../lambdas/contract.ts';
import { DAY } from '../lambdas/core/time.ts';
import type { Journal, Ports } from '../lambdas/flow/ports.ts';
import { type AwsEndpoint, startAws } from './aws/endpoint.ts';
import type { DataFolder } from './data-folder.ts';
import type { Assembly } from './stack/assembly.ts';
import { type LocalStack, runStack } from './stack/run-stack.ts';
import { synthesizedBefore } from './stack/synthesized-before.ts';
import type { Properties } from './stack/template.ts';

/** AWS and the synthesized stack, on loopback. */
export interface Deployment {
  readonly aws: AwsEndpoint;
  readonly stack: LocalStack;
  readonly clients: Clients;
  readonly secretPrefix: string;
  /** The same adapters that the functions use. */
  readonly ports: Ports;
}

export interface DeploymentOptions {
  /** Of the AWS endpoint. @default any free one */
  readonly port?: number;
  /** Keeps everything across runs. @default in memory */
  readonly data?: DataFolder;
  /** How many times as fast as deployed everything lives. @default 1 */
  readonly tempo?: number;
  /** Ends the opening early: what was put up so far is taken down. */
  readonly signal?: AbortSignal;
  /** What is being done, for a person who waits. */
  readonly onProgress: (what: string) => void;
  /** A line that a function printed. */
  readonly onLine: (line: string) => void;
}

/** Takes down what was put up, the last first. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  add(closer: () => unknown): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.splice(0).toReversed()) await closer();
  }
}

/** Watched by nobody: what is refused here is returned. */
const silent: Journal = {
  info() {},
  warn() {},
  error() {},
};

export const openAws = async (
  { port, data, tempo = 1 }: DeploymentOptions,
  closers: Closers,
): Promise<AwsEndpoint> => {
  const aws = await startAws({
    versionWindowMs: DAY / tempo,
    ...(port !== undefined && { port }),
    ...(data && { data }),
  });
  closers.add(() => aws.close());
  return aws;
};

/** @throws the signal's reason, or whatever kept the stack from coming up */
export const deploy = async (
  aws: AwsEndpoint,
  { tempo = 1, signal, onProgress, onLine }: DeploymentOptions,
  closers: Closers,
): Promise<Deployment> => {
  const begin = (step: string): void => {
    signal?.throwIfAborted();
    onProgress(step);
  };
  begin('synthesizing the stack');
  const assembly = await synthesizedBefore({ context: { fleet: 'local' } });

  begin('running the stack');
  const stack = await runStack({
    aws,
    assembly: tempo === 1 ? assembly : hurried(assembly, tempo),
    tempo,
    onLine: (_, line) => onLine(line),
    ...(tempo !== 1 && { environmentExtra: { [ENV.tempo]: String(tempo) } }),
  });
  closers.add(() => stack.close());
  signal?.throwIfAborted();

  const clients = awsClients(16, {
    endpoint: aws.url,
    region: aws.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  closers.add(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  const ports = connect(settingsOf(stack), clients, { journal: silent, meter: silentMeter });
  return { aws, stack, clients, ports, secretPrefix: outputOf(stack, OUTPUT.secretPrefix) };
};

/**
 * What takes real time, cut short where tokens live for minutes. What a killed run holds, it holds until its function's
 * time limit and a little longer: that becomes the least that a deployment may choose. What a queue gathers waits as
 * much less as everything else.
 */
const SHORTER: Readonly<Record<string, (properties: Properties, tempo: number) => Properties>> = {
  'AWS::Lambda::Function': (properties) => {
    const { Timeout = 3 } = properties as { Timeout?: number };
    return { ...properties, Timeout: Math.min(Timeout, TICK_TIMEOUT_LEAST_SECONDS) };
  },
  'AWS::Lambda::EventSourceMapping': (properties, tempo) => {
    const { MaximumBatchingWindowInSeconds: window = 0 } = properties as {
      MaximumBatchingWindowInSeconds?: number;
    };
    return { ...properties, MaximumBatchingWindowInSeconds: window / tempo };
  },
};

const hurried = ({ template, ...assembly }: Assembly, tempo: number): Assembly => ({
  ...assembly,
  template: {
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources).map(([id, resource]) => {
        const shorter = SHORTER[resource.Type];
        return [
          id,
          shorter ? { ...resource, Properties: shorter(resource.Properties ?? {}, tempo) } : resource,
        ];
      }),
    ),
  },
});

/** The stack tells where everything is, as it tells an operator's command line on AWS. */
const settingsOf = (stack: LocalStack) => ({
  principalsTable: outputOf(stack, OUTPUT.principalsTable),
  controlsTable: outputOf(stack, OUTPUT.controlsTable),
  keyArn: outputOf(stack, OUTPUT.keyArn),
  fleet: outputOf(stack, OUTPUT.fleet),
  secretPrefix: outputOf(stack, OUTPUT.secretPrefix),
  eventBus: outputOf(stack, OUTPUT.eventBus),
});

export const outputOf = ({ outputs }: LocalStack, name: string): string => {
  const found = outputs[name];
  if (found === undefined) throw new Error(`The stack has no output ${name}.`);
  return found;
};
