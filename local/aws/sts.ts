import type { Service } from './operation.ts';
import { queryAnswer, queryError } from './query.ts';
import { unknownOperation } from './wire.ts';

/** GetCallerIdentity only: what people's tools ask first. */
export const sts =
  (account: string): Service =>
  ({ operation }) =>
    operation === 'GetCallerIdentity'
      ? queryAnswer(
          'sts',
          operation,
          `<Arn>arn:aws:iam::${account}:user/local</Arn><UserId>AIDALOCAL</UserId><Account>${account}</Account>`,
        )
      : queryError('sts', unknownOperation('sts', operation));
