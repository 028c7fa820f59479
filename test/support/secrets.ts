import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Secrets as consumers and operators see them. */
export const secretsOf = (client: SecretsManagerClient) => ({
  current: async (SecretId: string): Promise<string | undefined> =>
    (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString,

  /** Every version that still exists, labelled or not. */
  versions: async (SecretId: string): Promise<number> =>
    (await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }))).Versions
      ?.length ?? 0,

  describe: (SecretId: string) => client.send(new DescribeSecretCommand({ SecretId })),

  put: (SecretId: string, SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString })),

  delete: (SecretId: string) => client.send(new DeleteSecretCommand({ SecretId })),

  exists: (SecretId: string): Promise<boolean> =>
    client.send(new DescribeSecretCommand({ SecretId })).then(
      () => true,
      () => false,
    ),
});
