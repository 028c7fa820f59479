import type { IncomingMessage } from 'node:http';

const SERVICES = [
  'dynamodb',
  'secretsmanager',
  'kms',
  'events',
  'lambda',
  'cloudformation',
  'sts',
  'sns',
  'sqs',
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** One request, told apart. `service` is undefined for one that is not served here. */
export interface Call {
  readonly service: ServiceName | undefined;
  readonly operation: string;
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** `/2015-03-31/functions/NAME/invocations`: the operation Invoke. NAME may be percent-encoded. */
export const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The part of `X-Amz-Target` before the dot. */
const TARGETS: Readonly<Record<string, ServiceName>> = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
};

/** `Credential=KEY/DATE/REGION/SERVICE/aws4_request`: whom the caller signed for. The signature itself is not checked. */
const signedFor = (authorization = ''): ServiceName | undefined => {
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization)?.[1];
  return SERVICES.find((service) => service === scope);
};

type Named = Pick<Call, 'service' | 'operation'>;

/** JSON services name the operation in a header, the query protocol in its form, Lambda in method and path. */
const nameOf = ({ headers, method = '' }: IncomingMessage, path: string, body: Buffer): Named => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    return { service: TARGETS[prefix] ?? signedFor(headers.authorization), operation };
  }
  if (method === 'POST' && INVOKE_PATH.test(path)) return { service: 'lambda', operation: 'Invoke' };
  const service = signedFor(headers.authorization);
  if (service === 'lambda') return { service, operation: `${method} ${path}` };
  return { service, operation: new URLSearchParams(body.toString()).get('Action') ?? '' };
};

export const route = (request: IncomingMessage, body: Buffer): Call => {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  return {
    ...nameOf(request, path, body),
    headers: request.headers,
    path,
    query: new URLSearchParams(query),
    body,
  };
};
