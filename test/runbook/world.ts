import { awsClients, type Clients } from '../../lambdas/adapters/clients.ts';
import { OUTPUT } from '../../lambdas/contract.ts';
import { type AwsEndpoint, startAws } from '../../local/aws/endpoint.ts';
import { createAuthority } from '../../local/clouds/authority.ts';
import { startDkn } from '../../local/clouds/dkn.ts';
import { startHuawei } from '../../local/clouds/huawei.ts';
import { startKii } from '../../local/clouds/kii.ts';
import { startOauth2 } from '../../local/clouds/oauth2.ts';
import { Closers, outputOf } from '../../local/deployment.ts';
import type { Assembly } from '../../local/stack/assembly.ts';
import { type LocalStack, runStack } from '../../local/stack/run-stack.ts';
import { synthesizedBefore } from '../../local/stack/synthesized-before.ts';
import type { Template } from '../../local/stack/template.ts';
import type { Clouds } from '../../local/world.ts';
import { type Skipping, skippingTime } from './time/skipping.ts';

/** How long tokens of a cloud live, in seconds; a cloud draws anew for each, so that it can be changed meanwhile. */
export interface Lifetime {
  least: number;
  most: number;
}

/** AWS, the clouds and the stack as it is deployed, in a time that passes when it is told to. */
export interface World {
  readonly aws: AwsEndpoint;
  readonly stack: LocalStack;
  /** As it was synthesized. */
  readonly template: Template;
  readonly clients: Clients;
  readonly clouds: Clouds;
  readonly time: Skipping;
  /** Of the cloud `oauth2`. */
  readonly lifetime: Lifetime;
  /** Names of the two tables. */
  readonly principals: string;
  readonly controls: string;
  close(): Promise<void>;
}

/** Two censuses: an outage need not be long to outlast it. */
const DKN_LIFETIME_SECONDS = 1_800;

export const openWorld = async (): Promise<World> => {
  const closers = new Closers();
  // First: whoever takes `Date.now` for a clock takes this one.
  const time = skippingTime();
  closers.add(() => time.end());
  try {
    const aws = await startAws();
    closers.add(() => aws.close());
    const lifetime: Lifetime = { least: 3_600, most: 3_600 };
    const clouds = await startClouds(lifetime);
    for (const cloud of Object.values(clouds)) closers.add(() => cloud.close());

    const assembly = await synthesizedBefore({ context: { fleet: 'local' } });
    const stack = await runStack({
      aws,
      assembly: atOnce(assembly),
      onLine() {},
      environmentExtra: time.environment,
    });
    closers.add(() => stack.close());
    const clients = awsClients(4, {
      endpoint: aws.url,
      region: aws.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    closers.add(() => {
      for (const client of Object.values(clients)) client.destroy();
    });
    return {
      ...{ aws, stack, template: assembly.template, clients, clouds, time, lifetime },
      principals: outputOf(stack, OUTPUT.principalsTable),
      controls: outputOf(stack, OUTPUT.controlsTable),
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
};

const startClouds = async (lifetimeSeconds: Lifetime): Promise<Clouds> => {
  const authority = await createAuthority('the clouds of the runbook');
  const [dkn, huawei, kii, oauth2] = await Promise.all([
    startDkn({ authority, lifetimeSeconds: DKN_LIFETIME_SECONDS }),
    startHuawei({ authority }),
    startKii({ authority }),
    startOauth2({ authority, lifetimeSeconds }),
  ]);
  return { dkn, huawei, kii, oauth2 };
};

/** A queue here gathers, and hides what failed, in real time: it need not for us. */
const WAITS: Readonly<Record<string, object>> = {
  'AWS::Lambda::EventSourceMapping': { MaximumBatchingWindowInSeconds: 0 },
  'AWS::SQS::Queue': { VisibilityTimeout: 0.1 },
};

const atOnce = ({ template, ...assembly }: Assembly): Assembly => ({
  ...assembly,
  template: {
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources).map(([id, resource]) => {
        const instead = WAITS[resource.Type];
        return [id, instead ? { ...resource, Properties: { ...resource.Properties, ...instead } } : resource];
      }),
    ),
  },
});
