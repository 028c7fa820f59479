import * as z from 'zod';
import { someText } from './some-text.ts';
import { FAR_FUTURE_SECONDS, SECOND } from './time.ts';

/** A grant that was obtained and could not be kept, sealed, with all that its keep would have written. Times in ms. */
export interface Rescue {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
  /** What the row must still show for the grant to be restored. */
  readonly generation: number;
  readonly keptBy: string;
  readonly sealed: Uint8Array;
  readonly grantDigest: string;
  readonly times?: {
    readonly issuedAt: number;
    readonly expiresAt: number;
    readonly refreshTokenExpiresAt?: number;
  };
  readonly scope?: string;
  readonly subject?: string;
}

/** As a row must hold it. */
const seconds = z.int().min(0).max(FAR_FUTURE_SECONDS);
const record = z.object({
  schema: z.literal(1),
  principal_id: z.string(),
  provider: z.string(),
  app: z.string(),
  generation: z.int().min(0),
  kept_by: someText,
  sealed: z.base64().refine((text) => text !== ''),
  grant_digest: someText,
  issued_at: seconds.optional(),
  expires_at: seconds.optional(),
  refresh_token_expires_at: seconds.optional(),
  scope: z.string().optional(),
  subject: z.string().optional(),
});

/** As it goes to the log: JSON, times in epoch seconds, nothing that is not sealed. */
export const rescueRecord = (rescue: Rescue): z.input<typeof record> => {
  const { times, scope, subject } = rescue;
  const inSeconds = (ms: number) => Math.floor(ms / SECOND);
  return {
    schema: 1,
    principal_id: rescue.principalId,
    provider: rescue.provider,
    app: rescue.app,
    generation: rescue.generation,
    kept_by: rescue.keptBy,
    sealed: Buffer.from(rescue.sealed).toString('base64'),
    grant_digest: rescue.grantDigest,
    ...(times && { issued_at: inSeconds(times.issuedAt), expires_at: inSeconds(times.expiresAt) }),
    ...(times?.refreshTokenExpiresAt !== undefined && {
      refresh_token_expires_at: inSeconds(times.refreshTokenExpiresAt),
    }),
    ...(scope !== undefined && { scope }),
    ...(subject !== undefined && { subject }),
  };
};

/** `undefined` for anything that is not such a record, whole. Further fields (a log line has its own) are passed over. */
export const readRescue = (value: unknown): Rescue | undefined => {
  const parsed = record.safeParse(value);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const { issued_at: issued, expires_at: expires, refresh_token_expires_at: refreshEnds } = data;
  return {
    principalId: data.principal_id,
    provider: data.provider,
    app: data.app,
    generation: data.generation,
    keptBy: data.kept_by,
    sealed: Buffer.from(data.sealed, 'base64'),
    grantDigest: data.grant_digest,
    ...(issued !== undefined &&
      expires !== undefined && {
        times: {
          issuedAt: issued * SECOND,
          expiresAt: expires * SECOND,
          ...(refreshEnds !== undefined && { refreshTokenExpiresAt: refreshEnds * SECOND }),
        },
      }),
    ...(data.scope !== undefined && { scope: data.scope }),
    ...(data.subject !== undefined && { subject: data.subject }),
  };
};
