import type { ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import { Books } from './books.ts';
import type { RunningCloud } from './cloud.ts';
import type { Asking, Dialect } from './dialect.ts';
import { type Fault, Faults, strikesBefore } from './faults.ts';
import type { CloudOptions, Foundation } from './foundation.ts';
import { deliver } from './http/delivery.ts';
import { openEndpoint } from './http/endpoint.ts';
import { bearerToken, jsonReply, type WireReply, type WireRequest } from './http/wire.ts';

const RESOURCE_PATH = '/api/me';
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost'];
/** Stands in where a fault keeps the cloud from answering; it never gets out. */
const NO_ANSWER: WireReply = { status: 500, headers: {}, body: '' };

/** Opens a cloud to the loopback interface and keeps its books. */
export const runCloud = async <A extends Asking>(
  options: CloudOptions,
  { clock, store, keeping }: Foundation,
  dialect: Dialect<A>,
  clientTls: ServerOptions = {},
): Promise<RunningCloud> => {
  const books = new Books();
  const faults = new Faults({
    unknown: dialect.unknownFaults,
    atOnce: {
      revoked: (target) => store.revoke(target),
      'access-revoked': (target) => store.revokeAccess(target),
    },
  });

  const opened = (accessToken: string | undefined) => {
    const pair = accessToken === undefined ? undefined : store.live(accessToken);
    return pair && (dialect.opens?.(pair) ?? true) ? pair : undefined;
  };

  /** What cannot be written has not happened as far as the client learns: it gets no answer. */
  const deliverOnceSaved = async (response: ServerResponse, reply: WireReply, fault: Fault | undefined) => {
    try {
      await keeping.saved();
    } catch {
      response.destroy();
    }
    if (!response.destroyed) deliver(response, reply, fault);
  };

  const serveTokens = (request: WireRequest, response: ServerResponse): void => {
    const asking = dialect.recognise(request);
    const presentation = asking.refreshToken === undefined ? undefined : store.present(asking.refreshToken);
    const principal = presentation?.pair.principal ?? asking.principal;
    const fault = faults.strike({ app: asking.app, principal });
    const answer = strikesBefore(fault) ? undefined : dialect.answer(asking, presentation, fault);
    books.enter({
      at: clock(),
      app: asking.app,
      principal: principal ?? answer?.granted?.principal,
      asked: asking.asked,
      presented: presentation?.pair.serial,
      use: presentation?.use ?? 'ordinary',
      fault: fault?.kind,
      answer,
    });
    response.once('close', () => {
      if (presentation) store.settle(presentation);
    });
    void deliverOnceSaved(response, answer?.reply ?? NO_ANSWER, fault);
  };

  const serveResource = (request: WireRequest, response: ServerResponse): void => {
    const token = bearerToken(request);
    const pair = opened(token);
    const reply = pair
      ? jsonReply(200, { principal: pair.principal, app: pair.app })
      : dialect.refuseResource(token);
    deliver(response, reply, undefined);
  };

  const names = options.names ?? LOOPBACK_NAMES;
  const server = await options.authority.issue({ commonName: names[0] ?? 'cloud', altNames: names });
  const ports = await keeping.open<number>('port');
  const endpoint = await openEndpoint({
    tls: { cert: server.certificate, key: server.key, ...clientTls },
    ports: options.port === undefined ? [ports.entries.get('last') ?? 0, 0] : [options.port],
    onRequest: (request, response) => {
      if (request.method === 'GET' && request.path === RESOURCE_PATH) serveResource(request, response);
      else serveTokens(request, response);
    },
    onHandshakeRefused: () => {
      books.counts.handshakesRefused += 1;
    },
  });
  ports.put('last', endpoint.port);

  return {
    url: endpoint.url,
    resourceUrl: `${endpoint.url}${RESOURCE_PATH}`,
    faults,
    counts: books.counts,
    history: books.history,
    isLive: (accessToken) => opened(accessToken) !== undefined,
    saved: () => keeping.saved(),
    close: endpoint.close,
  };
};
