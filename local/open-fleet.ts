import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningCloud } from './clouds/cloud.ts';
import { openDataFolder } from './data-folder.ts';
import { Closers, type Deployment, type DeploymentOptions, deploy, openAws } from './deployment.ts';
import { enrolPrincipals, registerApps } from './enrol-entries.ts';
import { enrolFleet } from './enrol-fleet.ts';
import { readEntries } from './entries.ts';
import { FLEET } from './fleet.ts';
import { claimFolder } from './folder-record.ts';
import { AS_DEPLOYED, type Pace } from './live/pace.ts';
import { howToTry, removeTryFiles, writeTryFiles } from './newcomer.ts';
import { unlessStopped } from './unless-stopped.ts';
import { openWorld } from './world.ts';

/** A deployment with its principals enrolled, ready for the first round. */
export interface OpenFleet {
  readonly deployment: Deployment;
  /** The simulated ones, by provider. */
  readonly clouds: Readonly<Record<string, RunningCloud>>;
  /** Who should hold a token from the first round on. */
  readonly expected: readonly string[];
  /** Who is in trouble by design. */
  readonly troubled: readonly string[];
  /** A line for each app and principal that was not taken. */
  readonly refusals: readonly string[];
  readonly pace: Pace;
  /** Somebody whose token can be read, as `provider/principalId`. */
  readonly example: string;
  /** What a person should read first. */
  readonly hints: readonly string[];
  close(): Promise<void>;
}

type Common = Omit<DeploymentOptions, 'data' | 'tempo'> & { readonly signal: AbortSignal };

const FIRST_OF_FLEET = FLEET.slice(0, 1)
  .map(({ cloud, principalId }) => `${cloud}/${principalId}`)
  .join();
const TRY_FOLDER = fileURLToPath(new URL('../.local', import.meta.url));

/** Simulated clouds and their small fleet. @throws the signal's reason; nothing is left behind */
export const openSimulatedFleet = async (
  options: Common & { readonly pace: Pace; readonly dataDir?: string },
): Promise<OpenFleet> => {
  const { pace, dataDir, signal, onProgress } = options;
  const closers = new Closers();
  try {
    const data = await openDataFolder(dataDir);
    closers.add(() => data.close());
    const { tempo, lifetimeSeconds } = pace;
    const begun = await claimFolder(data, { kind: 'simulated', tempo });
    const world = await openWorld({ ...options, data, tempo, ...(lifetimeSeconds && { lifetimeSeconds }) });
    closers.add(() => world.close());
    onProgress(`enrolling ${FLEET.length} principals`);
    await unlessStopped(signal, enrolFleet(world));
    const tryFolder = join(dataDir ?? TRY_FOLDER, 'try');
    closers.add(() => removeTryFiles(tryFolder));
    const files = await writeTryFiles(world, tryFolder);
    return {
      deployment: world,
      clouds: { ...world.clouds },
      expected: FLEET.filter(({ trouble }) => !trouble).map(({ principalId }) => principalId),
      troubled: FLEET.filter(({ trouble }) => trouble).map(({ principalId }) => principalId),
      refusals: [],
      pace,
      example: FIRST_OF_FLEET,
      hints: [
        ...(begun.tempo === tempo
          ? []
          : [
              `${data.dir} was begun at tempo ${begun.tempo}, this run has ${tempo}: what is there keeps its times`,
            ]),
        ...(files ? [howToTry(files, world.aws.url)] : []),
      ],
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
};

/** Somebody's own apps and principals, at the real clouds. @throws the signal's reason; nothing is left behind */
export const openOwnFleet = async (
  options: Common & { readonly apps: string; readonly principals: string; readonly dataDir?: string },
): Promise<OpenFleet> => {
  const { signal, onProgress, dataDir } = options;
  // Before anything is put up: a file that cannot be read is told at once.
  const [apps, principals] = [await readEntries(options.apps), await readEntries(options.principals)];
  const closers = new Closers();
  try {
    const data = await openDataFolder(dataDir);
    closers.add(() => data.close());
    await claimFolder(data, { kind: 'own', tempo: AS_DEPLOYED.tempo });
    onProgress('starting AWS on loopback');
    const aws = await openAws({ ...options, data }, closers);
    const deployment = await deploy(aws, { ...options, data }, closers);
    onProgress(`registering ${apps.length} apps, enrolling ${principals.length} principals`);
    const registered = await unlessStopped(signal, registerApps(deployment.stack, apps));
    const enrolled = await unlessStopped(signal, enrolPrincipals(deployment, principals));
    const refusals = [...registered.refusals, ...enrolled.refusals];
    for (const refusal of refusals) onProgress(`refused: ${refusal}`);
    return {
      deployment,
      clouds: {},
      expected: enrolled.taken,
      troubled: [],
      refusals,
      pace: AS_DEPLOYED,
      example: 'PROVIDER/PRINCIPAL_ID',
      hints: [
        `${registered.taken.length} of ${apps.length} apps registered, ${enrolled.taken.length} of ${principals.length} principals enrolled`,
        ...enrolled.notes,
      ],
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
};
