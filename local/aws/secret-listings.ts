import * as z from 'zod';
import type { SecretsContext } from './add-version.ts';
import { type Operation, operation } from './operation.ts';
import { page } from './paging.ts';
import type { Secret } from './secret.ts';
import { filters, matchesFilters } from './secret-filters.ts';
import { secretId } from './secret-input.ts';
import { labelledVersions, stagesOf } from './versions.ts';
import { epochSeconds } from './wire.ts';

/** What DescribeSecret and ListSecrets have in common. */
const describe = (secret: Secret): object => ({
  ARN: secret.arn,
  Name: secret.name,
  ...(secret.description !== undefined && { Description: secret.description }),
  ...(secret.kmsKeyId !== undefined && { KmsKeyId: secret.kmsKeyId }),
  ...(secret.accessedAt !== undefined && { LastAccessedDate: epochSeconds(secret.accessedAt) }),
  ...(secret.deletedAt !== undefined && { DeletedDate: epochSeconds(secret.deletedAt) }),
  ...(secret.tags.size > 0 && { Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })) }),
  CreatedDate: epochSeconds(secret.createdAt),
  LastChangedDate: epochSeconds(secret.changedAt),
});

const describeSecret = (context: SecretsContext): Operation =>
  operation(z.object({ SecretId: secretId }), (input) => {
    const secret = context.secrets.find(input.SecretId);
    return { ...describe(secret), VersionIdsToStages: labelledVersions(secret.labels) };
  });

const listSecrets = (context: SecretsContext): Operation =>
  operation(
    z.object({
      Filters: filters,
      IncludePlannedDeletion: z.boolean().default(false),
      MaxResults: z.int().min(1).max(100).default(100),
      NextToken: z.string().optional(),
    }),
    ({ Filters, IncludePlannedDeletion, MaxResults, NextToken }) => {
      const listed = context.secrets
        .list()
        .filter((secret) => IncludePlannedDeletion || secret.deletedAt === undefined)
        .filter((secret) => matchesFilters(secret, Filters));
      const { items, nextToken } = page(listed, (secret) => secret.sequence, MaxResults, NextToken);
      return {
        SecretList: items.map((secret) => ({
          ...describe(secret),
          SecretVersionsToStages: labelledVersions(secret.labels),
        })),
        NextToken: nextToken,
      };
    },
  );

const listSecretVersionIds = (context: SecretsContext): Operation =>
  operation(
    z.object({
      SecretId: secretId,
      IncludeDeprecated: z.boolean().default(false),
      MaxResults: z.int().min(1).max(100).default(100),
      NextToken: z.string().optional(),
    }),
    ({ SecretId, IncludeDeprecated, MaxResults, NextToken }) => {
      const secret = context.secrets.find(SecretId);
      const listed = [...secret.versions.values()]
        .map((version) => ({ version, stages: stagesOf(secret.labels, version.id) }))
        .filter(({ stages }) => IncludeDeprecated || stages.length > 0);
      const { items, nextToken } = page(listed, ({ version }) => version.sequence, MaxResults, NextToken);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: items.map(({ version, stages }) => ({
          VersionId: version.id,
          ...(stages.length > 0 && { VersionStages: stages }),
          CreatedDate: epochSeconds(version.createdAt),
          KmsKeyIds: [version.kmsKeyId ?? 'DefaultEncryptionKey'],
          ...(version.accessedAt !== undefined && { LastAccessedDate: epochSeconds(version.accessedAt) }),
        })),
        NextToken: nextToken,
      };
    },
  );

/** The operations that show everything but values. */
export const secretListings = (context: SecretsContext): Record<string, Operation> => ({
  DescribeSecret: describeSecret(context),
  ListSecrets: listSecrets(context),
  ListSecretVersionIds: listSecretVersionIds(context),
});
