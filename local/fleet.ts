import type { Fault } from './clouds/faults.ts';

/** The clouds that a local run simulates, by the provider's name. */
export type CloudName = 'dkn' | 'huawei' | 'kii' | 'oauth2';

export interface Member {
  readonly principalId: string;
  readonly cloud: CloudName;
  readonly app: string;
  /** What it starts from. @default a refresh token */
  readonly startsFrom?: 'admin' | 'anonymous' | 'password';
  /** Absent: healthy, so its token must be published. */
  readonly trouble?: {
    /** What a person should see it as. */
    readonly told: string;
    readonly fault: Fault;
    /** Whom the fault meets: this principal, or everybody of its app. */
    readonly meets: 'principal' | 'app';
  };
}

const healthy = (cloud: CloudName, app: string, ...ids: readonly string[]): Member[] =>
  ids.map((principalId) => ({ principalId, cloud, app }));

/**
 * A small fleet with one of each kind of trouble. One healthy member holds a surprise: `meters-south` holds a
 * refresh token that its platform no longer takes: it logs in by itself. So do the app's administrator, its anonymous
 * client, and a user whose password is kept.
 */
export const FLEET: readonly Member[] = [
  ...healthy('dkn', 'dkn', 'home-1', 'home-2', 'home-3'),
  ...healthy('huawei', 'meters-north', 'meters-north'),
  ...healthy('huawei', 'meters-south', 'meters-south'),
  ...healthy('kii', 'kii', 'thing-1', 'user-1'),
  { principalId: 'user-2', cloud: 'kii', app: 'kii', startsFrom: 'password' },
  { principalId: 'app-admin', cloud: 'kii', app: 'kii', startsFrom: 'admin' },
  { principalId: 'app-anonymous', cloud: 'kii', app: 'kii', startsFrom: 'anonymous' },
  ...healthy('oauth2', 'oauth2', 'service-1'),
  {
    principalId: 'home-4',
    cloud: 'dkn',
    app: 'dkn',
    trouble: { told: 'its owner withdrew consent', fault: { kind: 'revoked' }, meets: 'principal' },
  },
  {
    principalId: 'home-5',
    cloud: 'dkn',
    app: 'dkn',
    trouble: {
      told: 'meets a bad gateway',
      fault: { kind: 'status', status: 502, body: '<html>502 Bad Gateway</html>' },
      meets: 'principal',
    },
  },
  {
    principalId: 'home-staging',
    cloud: 'dkn',
    app: 'dkn-staging',
    trouble: { told: 'its app has a wrong client secret', fault: { kind: 'secret-changed' }, meets: 'app' },
  },
  {
    principalId: 'meters-frozen',
    cloud: 'huawei',
    app: 'meters-frozen',
    trouble: { told: 'its app is frozen', fault: { kind: 'frozen' }, meets: 'app' },
  },
  {
    principalId: 'user-garbled',
    cloud: 'kii',
    app: 'kii',
    trouble: { told: 'gets half an answer', fault: { kind: 'truncated' }, meets: 'principal' },
  },
];

/** Its refresh token is dead before the first tick. */
export const LOGS_IN_BY_ITSELF = 'meters-south';
