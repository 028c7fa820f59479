import { dkn } from './dkn.ts';
import { huawei } from './huawei.ts';
import { kii } from './kii.ts';
import { oauth2 } from './oauth2.ts';
import type { Protocol } from './protocol.ts';

/** Every cloud there is: the only place where they are listed. */
const rows: readonly Protocol[] = [dkn, huawei, kii, oauth2];

export const protocols: ReadonlyMap<string, Protocol> = new Map(
  rows.map((protocol) => [protocol.provider, protocol]),
);

export const providers: readonly string[] = [...protocols.keys()];

export const protocolOf = (provider: string): Protocol | undefined => protocols.get(provider);
