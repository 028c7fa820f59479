import { randomUUID } from 'node:crypto';
import type { ServiceName } from './routing.ts';
import type { Answer, AwsError } from './wire.ts';

/**
 * The query protocol of STS, CloudFormation and SNS: a form in, XML out.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
const NAMESPACES = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
} as const;
export type QueryService = keyof typeof NAMESPACES;

export const speaksQuery = (service: ServiceName): service is QueryService => service in NAMESPACES;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const xml = (status: number, requestId: string, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body,
});

/** @param result XML inside the result element */
export const queryAnswer = (service: QueryService, operation: string, result: string): Answer => {
  const requestId = randomUUID();
  return xml(
    200,
    requestId,
    `<${operation}Response xmlns="${NAMESPACES[service]}"><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  );
};

export const queryError = (service: QueryService, { status, code, message }: AwsError): Answer => {
  const requestId = randomUUID();
  return xml(
    status,
    requestId,
    `<ErrorResponse xmlns="${NAMESPACES[service]}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
      `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
};
