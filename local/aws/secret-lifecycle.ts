import * as z from 'zod';
import type { SecretsContext } from './add-version.ts';
import { type Operation, operation } from './operation.ts';
import { badRecoveryWindow, forceWithWindow, markedForDeletion, secretNotFound } from './secret-errors.ts';
import { secretId, tags } from './secret-input.ts';
import { epochSeconds } from './wire.ts';

const DAY_MS = 86_400_000;
const DEFAULT_RECOVERY_DAYS = 30;

const deleteSecret = ({ secrets, clock }: SecretsContext): Operation =>
  operation(
    z.object({
      SecretId: secretId,
      RecoveryWindowInDays: z.int().optional(),
      ForceDeleteWithoutRecovery: z.boolean().default(false),
    }),
    ({ SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force }) => {
      if (days !== undefined && force) throw forceWithWindow();
      if (days !== undefined && (days < 7 || days > 30)) throw badRecoveryWindow();
      const secret = secrets.lookUp(SecretId);
      if (force) {
        // AWS answers the same for a secret that never was.
        if (secret) secrets.remove(secret);
        return {
          ARN: secret?.arn ?? (SecretId.startsWith('arn:') ? SecretId : secrets.newArn(SecretId)),
          Name: secret?.name ?? SecretId,
          DeletionDate: epochSeconds(clock()),
        };
      }
      if (!secret) throw secretNotFound();
      if (secret.deletedAt !== undefined) throw markedForDeletion();
      secret.deletedAt = clock() + (days ?? DEFAULT_RECOVERY_DAYS) * DAY_MS;
      secrets.save(secret);
      secrets.sweep();
      return { ARN: secret.arn, Name: secret.name, DeletionDate: epochSeconds(secret.deletedAt) };
    },
  );

const restoreSecret = ({ secrets }: SecretsContext): Operation =>
  operation(z.object({ SecretId: secretId }), (input) => {
    const secret = secrets.find(input.SecretId);
    secret.deletedAt = undefined;
    secrets.save(secret);
    return { ARN: secret.arn, Name: secret.name };
  });

const tagResource = ({ secrets, clock }: SecretsContext): Operation =>
  operation(z.object({ SecretId: secretId, Tags: tags }), (input) => {
    const secret = secrets.findActive(input.SecretId);
    for (const { Key, Value } of input.Tags) secret.tags.set(Key, Value);
    secret.changedAt = clock();
    secrets.save(secret);
    return {};
  });

const untagResource = ({ secrets, clock }: SecretsContext): Operation =>
  operation(z.object({ SecretId: secretId, TagKeys: z.array(z.string()) }), (input) => {
    const secret = secrets.findActive(input.SecretId);
    for (const key of input.TagKeys) secret.tags.delete(key);
    secret.changedAt = clock();
    secrets.save(secret);
    return {};
  });

/** The operations on a secret as a whole. */
export const secretLifecycle = (context: SecretsContext): Record<string, Operation> => ({
  DeleteSecret: deleteSecret(context),
  RestoreSecret: restoreSecret(context),
  TagResource: tagResource(context),
  UntagResource: untagResource(context),
});
