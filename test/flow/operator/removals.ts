import { tokenSecretName } from '../../../lambdas/contract.ts';
import { secretsOf } from '../../support/secrets.ts';
import type { Bed } from '../bed.ts';

/** What a removal answers as long as nobody asks for more haste. */
export const LATER = {
  done: true,
  change: 'removed',
  secret: { secret: 'deletes-after-days', days: 30 },
} as const;

export const published = async (bed: Bed, provider: 'dkn' | 'huawei', principalId: string): Promise<void> => {
  await bed.enrol(provider, principalId);
  await bed.tick();
};

export const nameOf = (bed: Bed, provider: string, principalId: string): string =>
  tokenSecretName(bed.settings.secretPrefix, provider, principalId);

/** Of its secret, while that can still be brought back. */
export const deletedAt = async (bed: Bed, provider: string, principalId: string): Promise<Date | undefined> =>
  (await secretsOf(bed.clients.secrets).describe(nameOf(bed, provider, principalId))).DeletedDate;

/** Of its row. */
export const isGone = async (bed: Bed, principalId: string): Promise<boolean> =>
  (await bed.ports.principals.get(principalId)).row === 'missing';
