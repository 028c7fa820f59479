import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConsumedListener } from './consumed-capacity.ts';
import type { EventRule } from './event-rules.ts';
import { armFaults, type Fault, type Faults, faultAnswer } from './faults.ts';
import type { HostedStack } from './hosted-stacks.ts';
import type { KeyOptions } from './key-ring.ts';
import type { RecordedEvent } from './put-events.ts';
import { Ring } from './ring.ts';
import { route } from './routing.ts';
import { openServices, type ServicesOptions } from './services.ts';
import { type Answer, AwsError, errorAnswer, unknownOperation } from './wire.ts';

export interface AwsOptions extends ServicesOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly onEvent?: (event: RecordedEvent) => void;
  /** In force from the start. */
  readonly faults?: readonly Fault[];
}

export interface AwsEndpoint {
  readonly url: string;
  readonly region: string;
  readonly account: string;
  readonly faults: Faults;
  readonly kms: {
    /** @returns the key's ARN */
    createKey(options?: KeyOptions): string;
  };
  /** Called: the newest events that reached a bus, oldest first. */
  readonly events: {
    (): RecordedEvent[];
    /** @returns the bus's ARN */
    createBus(name: string): string;
    /**
     * From now on events of the bus that match are passed on.
     * @returns what removes the rule
     * @throws {PatternError}
     */
    addRule(rule: EventRule): () => void;
  };
  /**
   * From now on Lambda invokes the stack's functions CloudFormation describes it, its topics and queues are there.
   * @returns what withdraws it
   */
  hostStack(stack: HostedStack): () => void;
  /**
   * From now on told what each request at a table consumes.
   * @returns what ends it
   */
  onConsumed(listener: ConsumedListener): () => void;
  /** Requests so far by `service.Operation`, every attempt and every one struck by a fault included. */
  calls(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

const EVENTS_KEPT = 1_000;
/** Far more than there are; what a client calls an operation is its own affair. */
const OPERATIONS_COUNTED = 1_000;
/** Just above the 16 MB that DynamoDB takes. */
const MAX_REQUEST_BYTES = 17 * 1024 * 1024;
/** Longer than any client keeps an idle connection, so that none is closed in its face. */
const KEEP_ALIVE_MS = 120_000;

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) throw new AwsError('RequestEntityTooLargeException', '', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, headers).end(body);
};

/**
 * DynamoDB, Secrets Manager, KMS, EventBridge and a little of Lambda, CloudFormation, SNS, SQS and STS behind one address
 * on loopback, for the unmodified AWS SDKs. Signatures are not checked and nobody is refused: never let it listen anywhere else.
 */
export const startAws = async (options: AwsOptions = {}): Promise<AwsEndpoint> => {
  const faults = armFaults(options.faults);
  const counts = new Map<string, number>();
  const events = new Ring<RecordedEvent>(EVENTS_KEPT);
  const services = await openServices(options, (event) => {
    events.add(event);
    queueMicrotask(() => options.onEvent?.(event));
  });
  const { region, account, keys, buses, rules, stacks, capacity } = services;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = route(request, await readBody(request));
    const { service, operation } = call;
    if (!service) return send(response, errorAnswer(unknownOperation('AWS endpoint', operation)));
    const name = `${service}.${operation}`;
    if (counts.has(name) || counts.size < OPERATIONS_COUNTED) counts.set(name, (counts.get(name) ?? 0) + 1);
    const fault = faults.take(service, operation);
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'drop':
        request.socket.destroy();
        return;
      case 'drop-after':
        await services.byName[service](call);
        request.socket.destroy();
        return;
      case 'error':
      case 'throttle':
        return send(response, faultAnswer(fault));
      case undefined:
        return send(response, await services.byName[service](call));
    }
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // The client has gone, or it gets no second answer.
      if (request.errored || response.headersSent) return response.destroy();
      if (error instanceof AwsError) return send(response, errorAnswer(error));
      console.error('local AWS: unexpected', error);
      send(response, errorAnswer(new AwsError('InternalFailure', 'See the output of local AWS.', 500)));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
    });
  } catch (error) {
    await services.close();
    throw error;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region,
    account,
    faults,
    kms: { createKey: (key) => keys.create(key).arn },
    events: Object.assign(() => events.toArray(), {
      createBus: (name: string) => buses.create(name).arn,
      addRule: (rule: EventRule) => rules.add(rule),
    }),
    hostStack: (stack) => stacks.host(stack),
    onConsumed: (listener) => capacity.listen(listener),
    calls: () => Object.fromEntries(counts),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await services.close();
    },
  };
};
