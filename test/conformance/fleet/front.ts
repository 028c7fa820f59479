import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { CONTROL_PATH, type Disturbance } from './front-control.ts';

/** URLs by service, as a request's signature names it (`dynamodb`, `secretsmanager`), and of all others. */
export interface Upstreams {
  readonly others: string;
  readonly [service: string]: string;
}

export interface Front extends AsyncDisposable {
  readonly url: string;
  /** From now on requests go there. */
  leadTo(upstreams: Upstreams): void;
}

const SCOPE = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//;
const SERVER_FAULT = 500;

const serviceOf = ({ headers }: IncomingMessage): string =>
  SCOPE.exec(headers.authorization ?? '')?.[1] ?? '';
const operationOf = ({ headers }: IncomingMessage): string =>
  String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1) ?? '';

/**
 * One address on loopback for functions, before whatever plays their AWS. It passes requests on as they are, and can be
 * told from any process to refuse some operations for a while, or to keep them waiting.
 */
export const openFront = async (): Promise<Front> => {
  const agent = new Agent({ keepAlive: true });
  let upstreams: Upstreams | undefined;
  let disturbance: Disturbance | undefined;
  let held = 0;
  let release = () => {};
  let released: Promise<void> = Promise.resolve();

  const disturb = (next: Disturbance | undefined): void => {
    release();
    disturbance = next;
    held = 0;
    if (next?.by !== 'holding') return;
    const gate = Promise.withResolvers<void>();
    released = gate.promise;
    release = gate.resolve;
  };

  const passOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const upstream = upstreams?.[serviceOf(request)] ?? upstreams?.others;
    const { method = 'GET', headers, url = '/' } = request;
    const onward = send(new URL(url, upstream), { method, headers, agent });
    const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
    await Promise.all([pipeline(request, onward), answered]);
    const [answer] = await answered;
    response.writeHead(answer.statusCode ?? SERVER_FAULT, answer.headers);
    await pipeline(answer, response);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === CONTROL_PATH) return control(request, response);
    if (disturbance?.operations.includes(operationOf(request))) {
      if (disturbance.by === 'refusing') return refuse(response);
      held += 1;
      await released;
      // What a dead client had sent is not made to happen after its death.
      if (response.destroyed) return;
    }
    await passOn(request, response);
  };

  const control = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'PUT') disturb(JSON.parse(await text(request)));
    if (request.method === 'DELETE') disturb(undefined);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ held }));
  };

  const listener: RequestListener = (request, response) => {
    serve(request, response).catch(() => response.destroy());
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(next) {
      upstreams = next;
    },
    async [Symbol.asyncDispose]() {
      release();
      agent.destroy();
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
};

const text = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** As AWS answers when the fault is its own. */
const refuse = (response: ServerResponse): void => {
  response
    .writeHead(SERVER_FAULT, { 'Content-Type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify({ __type: 'InternalServiceError', message: 'Refused for a while.' }));
};
