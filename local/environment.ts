import { devNull } from 'node:os';

type Environment = Record<string, string | undefined>;

/**
 * Forgets every AWS setting of whoever starts a local program: profile, keys, endpoints, container and web identity.
 * What is left lets an SDK client that is made afterwards find neither settings in the home folder nor an account's
 * credentials. To be called before anything else.
 */
export const forgetAmbientAws = (env: Environment = process.env): void => {
  for (const name of Object.keys(env)) if (/^AWS_/i.test(name)) delete env[name];
  Object.assign(env, {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
};
