import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { TAG } from '../contract.ts';
import type { OperatorVault } from '../flow/operator/ports.ts';
import type { Vault } from '../flow/ports.ts';
import { conditionOf, DELETED } from './secret-conditions.ts';
import type { SecretSettings } from './secret-settings.ts';

const MISSING = 'ResourceNotFoundException';

/** What becomes of a secret whose principal was removed. */
export const secretRemoval = (
  secrets: SecretsManagerClient,
  { fleet }: Pick<SecretSettings, 'fleet'>,
): Omit<OperatorVault, keyof Vault> => ({
  async find(SecretId) {
    try {
      const { DeletedDate, Tags = [] } = await secrets.send(new DescribeSecretCommand({ SecretId }));
      const ours = Tags.some(({ Key, Value }) => Key === TAG.fleet && Value === fleet);
      return { secret: DeletedDate === undefined ? 'there' : 'being-deleted', ours };
    } catch (error) {
      if (conditionOf(error) === MISSING) return { secret: 'missing' };
      throw error;
    }
  },

  async delete(SecretId, when) {
    const how = when === 'now' ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: when.days };
    try {
      await secrets.send(new DeleteSecretCommand({ SecretId, ...how }));
    } catch (error) {
      if (![MISSING, DELETED].includes(conditionOf(error))) throw error;
    }
  },

  async bringBack(SecretId) {
    await secrets.send(new RestoreSecretCommand({ SecretId }));
  },
});
