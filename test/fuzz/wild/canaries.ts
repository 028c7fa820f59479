/** In every secret that is planted in an input: nothing that may be printed holds it. No shape of an error code has it. */
const MARK = 'c4N4rY';

const canary = (what: string): string => `${MARK}-${what}-Zk3QmT8vLxW2-${MARK}`;

/** What must never be seen again, save inside what is confidential. */
export const CANARY = {
  accessToken: canary('access-token'),
  refreshToken: canary('refresh-token'),
  clientSecret: canary('client-secret'),
  password: canary('password'),
  code: canary('code'),
  key: canary('key'),
} as const;

export const canaries: readonly string[] = Object.values(CANARY);

export const showsCanary = (text: string): boolean => text.includes(MARK);
