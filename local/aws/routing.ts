import type { IncomingHttpHeaders } from 'node:http';

export type ServiceName = 'dynamodb' | 'secretsmanager' | 'kms' | 'events' | 'sts';

/** One request, told apart. `service` is undefined for one that is not served here. */
export interface Call {
  readonly service: ServiceName | undefined;
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The part of `X-Amz-Target` before the dot. */
const TARGETS: Readonly<Record<string, ServiceName>> = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
  AWSEvents: 'events',
};

const SCOPES: ReadonlySet<string> = new Set<ServiceName>([
  'dynamodb',
  'secretsmanager',
  'kms',
  'events',
  'sts',
]);

/** `Credential=KEY/DATE/REGION/SERVICE/aws4_request`: whom the caller signed for. The signature itself is not checked. */
const signedFor = (authorization = ''): ServiceName | undefined => {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization)?.[1];
  return service !== undefined && SCOPES.has(service) ? (service as ServiceName) : undefined;
};

/** The JSON services name the operation in a header, the query protocol (STS) in its form. */
export const route = (headers: IncomingHttpHeaders, body: Buffer): Call => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    return { service: TARGETS[prefix] ?? signedFor(headers.authorization), operation, headers, body };
  }
  const operation = new URLSearchParams(body.toString()).get('Action') ?? '';
  return { service: signedFor(headers.authorization), operation, headers, body };
};
