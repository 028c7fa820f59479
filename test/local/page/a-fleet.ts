import type { FleetView } from '../../../local/page/page-view.ts';
import { AT, aPrincipal, aSnapshot } from '../live/a-snapshot.ts';

/** Some of each standing. */
export const aFleet = (changes: Partial<FleetView> = {}): FleetView => ({
  ...aSnapshot({
    principals: [
      aPrincipal({ app: 'dkn' }),
      aPrincipal({ principalId: 'home-2', app: 'dkn', expiresAt: AT + 252_000 }),
      aPrincipal({
        principalId: 'home-4',
        app: 'dkn',
        state: 'halted',
        haltReason: 'refused',
        failure: { code: 'invalid_grant', times: 1 },
      }),
      aPrincipal({
        principalId: 'meters-north',
        provider: 'huawei',
        app: 'meters-north',
        failure: { code: 'http-503', times: 4 },
      }),
      aPrincipal({
        principalId: 'user-1',
        provider: 'kii',
        app: 'kii',
        expiresAt: AT - 9_000,
        refreshAt: AT + 5_000,
      }),
      aPrincipal({ principalId: 'thing-10', provider: 'kii', app: 'kii', state: 'paused' }),
      aPrincipal({ principalId: 'thing-9', provider: 'kii', app: 'kii', refreshAt: AT - 45_000 }),
      { principalId: 'service-1', provider: 'oauth2', app: 'oauth2', state: 'active', refreshAt: AT - 1_000 },
      { principalId: 'torn', provider: '?', state: 'unreadable' },
    ],
    faults: [{ name: 'outage of huawei', since: AT - 70_000 }],
    broken: [
      { name: 'Secrets Manager down', from: AT - 150_000, to: AT - 120_000 },
      { name: 'outage of huawei', from: AT - 70_000 },
    ],
  }),
  tempo: 12,
  troubled: ['home-4'],
  ...changes,
});
