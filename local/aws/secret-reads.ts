import * as z from 'zod';
import type { SecretsContext } from './add-version.ts';
import { type Operation, operation } from './operation.ts';
import { page } from './paging.ts';
import type { Secret, SecretVersion } from './secret.ts';
import { decryptionFailure, valueNotFound, versionLacksStage } from './secret-errors.ts';
import { filters, matchesFilters } from './secret-filters.ts';
import { secretId, stage, versionId } from './secret-input.ts';
import { AWSCURRENT, stagesOf } from './versions.ts';
import { AwsError, epochSeconds } from './wire.ts';

const DAY_MS = 86_400_000;

interface Wanted {
  readonly VersionId?: string | undefined;
  readonly VersionStage?: string | undefined;
}

const findVersion = (secret: Secret, { VersionId: id, VersionStage: label }: Wanted): SecretVersion => {
  if (id !== undefined) {
    const version = secret.versions.get(id);
    if (!version) throw valueNotFound(`VersionId: ${id}`);
    if (label !== undefined && secret.labels.get(label) !== id) throw versionLacksStage();
    return version;
  }
  const sought = label ?? AWSCURRENT;
  const version = secret.versions.get(secret.labels.get(sought) ?? '');
  if (!version) throw valueNotFound(`staging label: ${sought}`);
  return version;
};

/** AWS tells only the day of the last access, so there is little to write. */
const noteAccess = ({ secrets, clock }: SecretsContext, secret: Secret, version: SecretVersion): void => {
  const now = clock();
  const day = now - (now % DAY_MS);
  if (secret.accessedAt !== day) {
    secret.accessedAt = day;
    secrets.save(secret);
  }
  if (version.accessedAt !== day) {
    version.accessedAt = day;
    secrets.saveVersion(secret, version);
  }
};

const readVersion = (context: SecretsContext, id: string, wanted: Wanted): object => {
  const secret = context.secrets.findActive(id);
  const version = findVersion(secret, wanted);
  if (!context.keyIsUsable(version.kmsKeyId)) throw decryptionFailure();
  noteAccess(context, secret, version);
  const { value } = version;
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...('text' in value ? { SecretString: value.text } : { SecretBinary: value.bytes.toString('base64') }),
    VersionStages: stagesOf(secret.labels, version.id),
    CreatedDate: epochSeconds(version.createdAt),
  };
};

const getSecretValue = (context: SecretsContext): Operation =>
  operation(
    z.object({
      SecretId: secretId,
      VersionId: versionId.optional(),
      VersionStage: stage.optional(),
    }),
    (input) => readVersion(context, input.SecretId, input),
  );

const batchGetSecretValue = (context: SecretsContext): Operation =>
  operation(
    z.object({
      SecretIdList: z.array(secretId).min(1).max(20).optional(),
      Filters: filters,
      MaxResults: z.int().min(1).max(20).default(20),
      NextToken: z.string().optional(),
    }),
    ({ SecretIdList, Filters, MaxResults, NextToken }) => {
      const found = page(
        context.secrets
          .list()
          .filter((secret) => secret.deletedAt === undefined && matchesFilters(secret, Filters)),
        (secret) => secret.sequence,
        MaxResults,
        NextToken,
      );
      const values: object[] = [];
      const errors: object[] = [];
      for (const id of SecretIdList ?? found.items.map((secret) => secret.arn)) {
        try {
          values.push(readVersion(context, id, {}));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
        }
      }
      return {
        SecretValues: values,
        Errors: errors,
        ...(!SecretIdList && { NextToken: found.nextToken }),
      };
    },
  );

/** The operations that give values. */
export const secretReads = (context: SecretsContext): Record<string, Operation> => ({
  GetSecretValue: getSecretValue(context),
  BatchGetSecretValue: batchGetSecretValue(context),
});
