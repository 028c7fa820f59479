import type { ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import { Books, type Counts, type HistoryEntry } from './books.ts';
import { deliver } from './delivery.ts';
import type { Asking, Dialect } from './dialect.ts';
import { openEndpoint } from './endpoint.ts';
import { Faults, strikesBefore } from './faults.ts';
import type { CloudOptions, Foundation } from './foundation.ts';
import { bearerToken, jsonReply, type WireReply, type WireRequest } from './wire.ts';

/** A resource that an access token opens, the same at every simulated cloud: it tells whether the token is live. */
const RESOURCE_PATH = '/api/me';
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost'];
/** Stands in where a fault keeps the cloud from answering; it never gets out. */
const NO_ANSWER: WireReply = { status: 500, headers: {}, body: '' };

/** What is the same at every cloud, whatever its dialect. */
export interface RunningCloud {
  /** Scheme, address and port, without a slash at the end. */
  readonly url: string;
  readonly faults: Faults;
  /** Kept up to date in place. */
  readonly counts: Readonly<Counts>;
  /** The last 1,000 requests, oldest first; kept up to date in place. */
  readonly history: readonly HistoryEntry[];
  isLive(accessToken: string): boolean;
  /** Destroys every connection and frees the port. */
  close(): Promise<void>;
}

/** Whose grant to make up, and through which app. @default the app that every cloud starts with */
export interface GrantWish {
  readonly principal: string;
  readonly app?: string;
}

/** What a person's authorization would have yielded. */
export interface IssuedGrant {
  readonly refreshToken: string;
  readonly accessToken: string;
  /** The user or thing, where the cloud names it in its replies. */
  readonly subject?: string;
}

/** A running cloud with its enrolment side. `Secret` is the app secret's JSON, `Wish` what can be said of an app. */
export interface Cloud<Secret, Wish> extends RunningCloud {
  readonly provider: string;
  /** The secret of the app that the cloud starts with; the app is named as the provider. */
  readonly app: Secret;
  /** Adds an app. The JSON is ready to be stored in Secrets Manager. */
  registerApp(name: string, wish?: Wish): Promise<Secret>;
  issueGrant(wish: GrantWish): IssuedGrant;
}

/** Opens a cloud to the loopback interface and keeps its books. */
export const runCloud = async <A extends Asking>(
  options: CloudOptions,
  { clock, store }: Foundation,
  dialect: Dialect<A>,
  clientTls: ServerOptions = {},
): Promise<RunningCloud> => {
  const books = new Books();
  const faults = new Faults({ unknown: dialect.unknownFaults, revoke: (target) => store.revoke(target) });

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
    deliver(response, answer?.reply ?? NO_ANSWER, fault);
  };

  const serveResource = (request: WireRequest, response: ServerResponse): void => {
    const token = bearerToken(request);
    const pair = token === undefined ? undefined : store.live(token);
    const reply = pair
      ? jsonReply(200, { principal: pair.principal, app: pair.app })
      : dialect.refuseResource(token);
    deliver(response, reply, undefined);
  };

  const names = options.names ?? LOOPBACK_NAMES;
  const server = await options.authority.issue({ commonName: names[0] ?? 'cloud', altNames: names });
  const endpoint = await openEndpoint({
    tls: { cert: server.certificate, key: server.key, ...clientTls },
    onRequest: (request, response) => {
      if (request.method === 'GET' && request.path === RESOURCE_PATH) serveResource(request, response);
      else serveTokens(request, response);
    },
    onHandshakeRefused: () => {
      books.counts.handshakesRefused += 1;
    },
  });

  return {
    url: endpoint.url,
    faults,
    counts: books.counts,
    history: books.history,
    isLive: (accessToken) => store.live(accessToken) !== undefined,
    close: endpoint.close,
  };
};
