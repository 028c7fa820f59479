import { randomUUID } from 'node:crypto';
import type { Service } from './operation.ts';
import type { Answer } from './wire.ts';

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
  body,
});

/** GetCallerIdentity only: what people's tools ask first. Query protocol: a form in, XML out. */
export const sts =
  (account: string): Service =>
  ({ operation }) => {
    if (operation !== 'GetCallerIdentity') {
      const named = operation.replace(/[^A-Za-z0-9]/g, '');
      return xml(
        400,
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
          `<Code>UnknownOperationException</Code><Message>The local sts has no operation ${named}.</Message>` +
          `</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      );
    }
    return xml(
      200,
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        `<Arn>arn:aws:iam::${account}:user/local</Arn><UserId>AIDALOCAL</UserId><Account>${account}</Account>` +
        `</GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>` +
        '</GetCallerIdentityResponse>',
    );
  };
