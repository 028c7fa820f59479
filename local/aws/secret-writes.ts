import * as z from 'zod';
import { addVersion, relabel, type SecretsContext } from './add-version.ts';
import { type Operation, operation } from './operation.ts';
import {
  badName,
  currentMustMove,
  encryptionFailure,
  noValue,
  stageHeldElsewhere,
  stageNotThere,
  versionNotFound,
} from './secret-errors.ts';
import { readToken, readValue, secretId, stage, tags, valueShape, versionId } from './secret-input.ts';
import { AWSCURRENT, moveLabel, removeLabel, stagesOf } from './versions.ts';

const NAME = /^[A-Za-z0-9/_+=.@-]+$/;

const metadata = {
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().max(2048).optional(),
};

const createSecret = (context: SecretsContext): Operation =>
  operation(
    z.object({
      Name: z.string().min(1).max(512),
      ...metadata,
      Tags: tags.optional(),
      ...valueShape,
    }),
    (input) => {
      const { secrets } = context;
      const { Name: name, KmsKeyId: kmsKeyId } = input;
      if (!NAME.test(name)) throw badName();
      const token = readToken(input);
      const value = readValue(input);
      const holder = secrets.lookUp(name);
      // A repeat of the same call is not a second secret.
      if (holder && holder.deletedAt === undefined && value && holder.versions.has(token)) {
        addVersion(context, holder, token, value, [AWSCURRENT]);
        return { ARN: holder.arn, Name: name, VersionId: token };
      }
      if (!context.keyIsUsable(kmsKeyId)) throw encryptionFailure();
      const secret = secrets.create(name);
      secret.description = input.Description;
      secret.kmsKeyId = kmsKeyId;
      for (const { Key, Value } of input.Tags ?? []) secret.tags.set(Key, Value);
      secrets.save(secret);
      if (!value) return { ARN: secret.arn, Name: name };
      addVersion(context, secret, token, value, [AWSCURRENT]);
      return { ARN: secret.arn, Name: name, VersionId: token };
    },
  );

const putSecretValue = (context: SecretsContext): Operation =>
  operation(
    z.object({
      SecretId: secretId,
      VersionStages: z.array(stage).min(1).max(20).optional(),
      ...valueShape,
    }),
    (input) => {
      const token = readToken(input);
      const value = readValue(input);
      if (!value) throw noValue();
      const secret = context.secrets.findActive(input.SecretId);
      addVersion(context, secret, token, value, input.VersionStages ?? [AWSCURRENT]);
      const stages = stagesOf(secret.labels, token);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: token,
        ...(stages.length > 0 && { VersionStages: stages }),
      };
    },
  );

const updateSecret = (context: SecretsContext): Operation =>
  operation(
    z.object({
      SecretId: secretId,
      ...metadata,
      ...valueShape,
    }),
    (input) => {
      const token = readToken(input);
      const value = readValue(input);
      const secret = context.secrets.findActive(input.SecretId);
      if (!context.keyIsUsable(input.KmsKeyId)) throw encryptionFailure();
      secret.description = input.Description ?? secret.description;
      secret.kmsKeyId = input.KmsKeyId ?? secret.kmsKeyId;
      secret.changedAt = context.clock();
      context.secrets.save(secret);
      if (!value) return { ARN: secret.arn, Name: secret.name };
      addVersion(context, secret, token, value, [AWSCURRENT]);
      return { ARN: secret.arn, Name: secret.name, VersionId: token };
    },
  );

const updateSecretVersionStage = (context: SecretsContext): Operation =>
  operation(
    z.object({
      SecretId: secretId,
      VersionStage: stage,
      RemoveFromVersionId: versionId.optional(),
      MoveToVersionId: versionId.optional(),
    }),
    ({ SecretId, VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to }) => {
      const secret = context.secrets.findActive(SecretId);
      for (const id of [from, to]) {
        if (id !== undefined && !secret.versions.has(id)) throw versionNotFound();
      }
      const holder = secret.labels.get(label);
      if (from !== undefined && from !== holder) throw stageNotThere(label, from);
      if (to === undefined && label === AWSCURRENT) throw currentMustMove();
      if (to !== undefined && holder !== undefined && holder !== to && from === undefined) {
        throw stageHeldElsewhere(label, holder);
      }
      const labels =
        to === undefined ? removeLabel(secret.labels, label) : moveLabel(secret.labels, label, to);
      relabel(context, secret, labels);
      return { ARN: secret.arn, Name: secret.name };
    },
  );

/** The operations that make versions and move labels. */
export const secretWrites = (context: SecretsContext): Record<string, Operation> => ({
  CreateSecret: createSecret(context),
  PutSecretValue: putSecretValue(context),
  UpdateSecret: updateSecret(context),
  UpdateSecretVersionStage: updateSecretVersionStage(context),
});
