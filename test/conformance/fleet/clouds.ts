import { type DknCloud, startDkn } from '../../../local/clouds/dkn.ts';
import { type HuaweiCloud, startHuawei } from '../../../local/clouds/huawei.ts';
import { type KiiCloud, startKii } from '../../../local/clouds/kii.ts';
import { type Oauth2Cloud, startOauth2 } from '../../../local/clouds/oauth2.ts';
import { cloudsAuthority } from '../../flow/bed.ts';

export interface Clouds {
  readonly dkn: DknCloud;
  readonly huawei: HuaweiCloud;
  readonly kii: KiiCloud;
  readonly oauth2: Oauth2Cloud;
}
export type Provider = keyof Clouds;

/** One of each on loopback, by HTTPS, under an authority of their own; Huawei's wants a client certificate. */
export const startClouds = async (): Promise<Clouds> => {
  const authority = await cloudsAuthority();
  const [dkn, huawei, kii, oauth2] = await Promise.all([
    startDkn({ authority }),
    startHuawei({ authority }),
    startKii({ authority }),
    startOauth2({ authority }),
  ]);
  return { dkn, huawei, kii, oauth2 };
};
