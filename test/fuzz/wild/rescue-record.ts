import { rescueRecord } from '../../../lambdas/core/rescue.ts';
import { NOW } from './identities.ts';

/** As the log holds one. */
export const RESCUE_RECORD = {
  level: 'ERROR',
  message: 'rescue',
  ...rescueRecord({
    principalId: 'home-1',
    provider: 'dkn',
    app: 'homes',
    generation: 7,
    keptBy: 'lease-1',
    sealed: Buffer.from('sealed, so that nobody can read it'),
    grantDigest: 'digest-1',
    times: { issuedAt: NOW, expiresAt: NOW + 7_200_000, refreshTokenExpiresAt: NOW + 86_400_000 },
    scope: 'read',
    subject: 'user-1',
  }),
};
