import { createAuthority } from './clouds/authority.ts';
import type { RunningCloud } from './clouds/cloud.ts';
import { type DknCloud, startDkn } from './clouds/dkn.ts';
import { type HuaweiCloud, startHuawei } from './clouds/huawei.ts';
import { type KiiCloud, startKii } from './clouds/kii.ts';
import { type Oauth2Cloud, startOauth2 } from './clouds/oauth2.ts';
import { Closers, type Deployment, type DeploymentOptions, deploy, openAws } from './deployment.ts';

export interface Clouds {
  readonly dkn: DknCloud;
  readonly huawei: HuaweiCloud;
  readonly kii: KiiCloud;
  readonly oauth2: Oauth2Cloud;
}

/** AWS, the clouds and the synthesized stack, all on loopback. */
export interface World extends Deployment {
  readonly clouds: Clouds;
  close(): Promise<void>;
}

export interface WorldOptions extends DeploymentOptions {
  /** Access tokens live as long as one of these, drawn for each. @default the clouds' own, 1 to 2 hours */
  readonly lifetimeSeconds?: { readonly least: number; readonly most: number };
}

/** @throws the signal's reason, or whatever kept a part from coming up; nothing is left behind. */
export const openWorld = async (options: WorldOptions): Promise<World> => {
  const closers = new Closers();
  try {
    options.signal?.throwIfAborted();
    options.onProgress('starting AWS and the clouds on loopback');
    // First, since it is quick to find out that a port is taken.
    const aws = await openAws(options, closers);
    const clouds = await startClouds(options);
    const running: readonly RunningCloud[] = Object.values(clouds);
    for (const cloud of running) closers.add(() => cloud.close());
    const deployment = await deploy(aws, options, closers);
    return { ...deployment, clouds, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
};

const startClouds = async ({ data, lifetimeSeconds }: WorldOptions): Promise<Clouds> => {
  const authority = await createAuthority('refresh-scheduler local clouds', data);
  const options = { authority, ...(data && { data }), ...(lifetimeSeconds && { lifetimeSeconds }) };
  const [dkn, huawei, kii, oauth2] = await Promise.all([
    startDkn(options),
    startHuawei(options),
    startKii(options),
    startOauth2(options),
  ]);
  return { dkn, huawei, kii, oauth2 };
};
