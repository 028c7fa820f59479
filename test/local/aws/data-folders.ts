import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { type AwsEndpoint, type AwsOptions, startAws } from '../../../local/aws/endpoint.ts';
import { openDataFolder } from '../../../local/data-folder.ts';
import { sdkClients } from './sdk-clients.ts';

export type Clients = ReturnType<typeof sdkClients>;

/** A data folder for each test, and runs of the endpoint on it, one after the other. */
export const dataFolders = () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aws-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  return {
    dir: () => dir,
    /** One run, from start to close. */
    async run<T>(
      work: (clients: Clients, aws: AwsEndpoint) => Promise<T>,
      options: AwsOptions = {},
    ): Promise<T> {
      const data = await openDataFolder(dir);
      const aws = await startAws({ data, ...options });
      const clients = sdkClients(aws);
      try {
        return await work(clients, aws);
      } finally {
        clients.destroy();
        await aws.close();
        await data.close();
      }
    },
  };
};
