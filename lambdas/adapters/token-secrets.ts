import {
  DescribeSecretCommand,
  ListSecretsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PRINCIPAL_ID, tokenSecretName } from '../contract.ts';
import type { TokenSecret, TokenSecrets } from '../flow/census-ports.ts';
import type { SecretSettings } from './secret-settings.ts';

const CURRENT = 'AWSCURRENT';
const PAGE = 100;

type Stages = Readonly<Record<string, readonly string[]>>;

/** The secrets under the prefix for tokens, by name and version. One secret a principal, as in `vault.ts`. */
export const tokenSecrets = (secrets: SecretsManagerClient, { prefix }: SecretSettings): TokenSecrets => {
  const folder = tokenSecretName(prefix, '', '').slice(0, -1);

  return {
    async list(from) {
      try {
        const { SecretList = [], NextToken } = await secrets.send(
          new ListSecretsCommand({
            Filters: [{ Key: 'name', Values: [folder] }],
            MaxResults: PAGE,
            ...(from === undefined ? {} : { NextToken: from }),
          }),
        );
        return {
          secrets: SecretList.flatMap(({ Name = '', SecretVersionsToStages = {} }) =>
            Name.startsWith(folder) ? [tokenSecret(Name, folder, SecretVersionsToStages)] : [],
          ),
          ...(NextToken === undefined ? {} : { next: NextToken }),
        };
      } catch (error) {
        if (isNamed(error, 'InvalidNextTokenException')) return undefined;
        throw error;
      }
    },

    async current(SecretId) {
      try {
        const { DeletedDate, VersionIdsToStages = {} } = await secrets.send(
          new DescribeSecretCommand({ SecretId }),
        );
        return DeletedDate === undefined ? currentOf(VersionIdsToStages) : undefined;
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    },
  };
};

const tokenSecret = (secretName: string, folder: string, stages: Stages): TokenSecret => {
  const [, principalId = ''] = /^[^/]+\/(.*)$/s.exec(secretName.slice(folder.length)) ?? [];
  const current = currentOf(stages);
  return {
    secretName,
    ...(PRINCIPAL_ID.test(principalId) ? { principalId } : {}),
    ...(current === undefined ? {} : { current }),
  };
};

const currentOf = (stages: Stages): string | undefined =>
  Object.keys(stages).find((version) => stages[version]?.includes(CURRENT));

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
