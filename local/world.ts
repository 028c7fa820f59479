import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsClients, type Clients } from '../lambdas/adapters/clients.ts';
import { connect } from '../lambdas/adapters/connect.ts';
import type { Journal, Meter, Ports } from '../lambdas/flow/ports.ts';
import { type AwsEndpoint, startAws } from './aws/endpoint.ts';
import { createAuthority } from './clouds/authority.ts';
import type { RunningCloud } from './clouds/cloud.ts';
import { type DknCloud, startDkn } from './clouds/dkn.ts';
import { type HuaweiCloud, startHuawei } from './clouds/huawei.ts';
import { type KiiCloud, startKii } from './clouds/kii.ts';
import { type Oauth2Cloud, startOauth2 } from './clouds/oauth2.ts';
import { type LocalStack, runStack } from './stack/run-stack.ts';
import { synthesize } from './stack/synthesize.ts';

export interface Clouds {
  readonly dkn: DknCloud;
  readonly huawei: HuaweiCloud;
  readonly kii: KiiCloud;
  readonly oauth2: Oauth2Cloud;
}

/** AWS, the clouds and the synthesized stack, all on loopback. */
export interface World {
  readonly aws: AwsEndpoint;
  readonly clouds: Clouds;
  readonly stack: LocalStack;
  readonly clients: Clients;
  readonly secretPrefix: string;
  /** What enrolment needs: the same adapters that the functions use. */
  readonly ports: Ports;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Of the AWS endpoint. @default any free one */
  readonly port?: number;
  /** Ends the opening early: what was put up so far is taken down. */
  readonly signal?: AbortSignal;
  /** What is being done, for a person who waits. */
  readonly onProgress: (what: string) => void;
  /** A line that a function printed. */
  readonly onLine: (line: string) => void;
}

/** Enrolment from here is watched by nobody: what it refuses, it returns. */
const silent: Journal & Meter = {
  info() {},
  warn() {},
  error() {},
  providerLatency() {},
  publishLatency() {},
  run() {},
};

/** @throws the signal's reason, or whatever kept a part from coming up; nothing is left behind. */
export const openWorld = async ({ port, signal, onProgress, onLine }: WorldOptions): Promise<World> => {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer();
  };
  const begin = (step: string): void => {
    signal?.throwIfAborted();
    onProgress(step);
  };
  try {
    // First, since it is quick to find out that a port is taken.
    begin('starting AWS and the clouds on loopback');
    const aws = await startAws(port === undefined ? {} : { port });
    closers.push(() => aws.close());
    const clouds = await startClouds();
    const running: readonly RunningCloud[] = Object.values(clouds);
    for (const cloud of running) closers.push(() => cloud.close());

    begin('synthesizing the stack');
    const outDir = await mkdtemp(join(tmpdir(), 'refresh-scheduler-'));
    closers.push(() => rm(outDir, { recursive: true, force: true }));
    const assembly = await synthesize({ outDir, context: { fleet: 'local' } });

    begin('running the stack');
    const stack = await runStack({ aws, assembly, onLine: (_, line) => onLine(line) });
    closers.push(() => stack.close());
    signal?.throwIfAborted();

    const address = {
      endpoint: aws.url,
      region: aws.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    const clients = awsClients(16, address);
    closers.push(() => {
      for (const client of Object.values(clients)) client.destroy();
    });
    const ports = connect(settingsOf(stack), clients, { journal: silent, meter: silent });
    return { aws, clouds, stack, clients, ports, secretPrefix: output(stack, 'SecretPrefix'), close };
  } catch (error) {
    await close();
    throw error;
  }
};

const startClouds = async (): Promise<Clouds> => {
  const authority = await createAuthority('refresh-scheduler local clouds');
  const [dkn, huawei, kii, oauth2] = await Promise.all([
    startDkn({ authority }),
    startHuawei({ authority }),
    startKii({ authority }),
    startOauth2({ authority }),
  ]);
  return { dkn, huawei, kii, oauth2 };
};

/** The stack tells where everything is, as it tells an operator's command line on AWS. */
const settingsOf = (stack: LocalStack) => ({
  principalsTable: output(stack, 'PrincipalsTable'),
  controlsTable: output(stack, 'ControlsTable'),
  keyArn: output(stack, 'KeyArn'),
  fleet: output(stack, 'Fleet'),
  secretPrefix: output(stack, 'SecretPrefix'),
  eventBus: output(stack, 'EventBus'),
});

const output = (stack: LocalStack, name: string): string => {
  const found = stack.outputs[name];
  if (found === undefined) throw new Error(`The stack has no output ${name}.`);
  return found;
};
