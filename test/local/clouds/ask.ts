import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { type Agent, request } from 'node:https';
import { TLSSocket } from 'node:tls';

export interface Question {
  readonly url: string;
  /** @default 'POST' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM; the only authority that is trusted. */
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  /** @default none: a connection and a TLS session of its own */
  readonly agent?: Agent;
  /** Give up after this long. @default never */
  readonly timeoutMs?: number;
}

export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The TLS session was an earlier connection's. */
  readonly resumed: boolean;
  /** The body as JSON; throws when it is none. */
  json(): Record<string, unknown>;
}

/** One request, the server verified; rejects when no whole answer comes back. */
export const ask = (question: Question): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const { url, body = '', method = 'POST', headers = {}, agent = false, timeoutMs, ...tls } = question;
    const signal = timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) };
    const outgoing = request(url, { method, headers, agent, ...tls, ...signal }, (incoming) => {
      const { socket } = incoming;
      const resumed = socket instanceof TLSSocket && socket.isSessionReused();
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: text,
          resumed,
          json: () => JSON.parse(text),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
export const JSON_BODY = { 'Content-Type': 'application/json' };

export const form = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();

interface ProviderCase {
  readonly provider: string;
  readonly name: string;
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

const cases: readonly ProviderCase[] = JSON.parse(
  readFileSync(new URL('../../fixtures/provider-cases.json', import.meta.url), 'utf8'),
);

/** A recorded or documented reply: status, media type and the names of its JSON fields. */
export const recorded = (provider: string, name: string) => {
  const found = cases.find((one) => one.provider === provider && one.name === name);
  if (!found) throw new Error(`no case "${name}" of ${provider}`);
  const { status, headers, body } = found.response;
  return shapeOf(status, headers['Content-Type'], body);
};

/** The same of a reply that was heard. */
export const shape = (heard: Heard) => shapeOf(heard.status, heard.headers['content-type'], heard.body);

const shapeOf = (status: number, contentType: string | undefined, body: string) => ({
  status,
  mediaType: contentType?.replace(/;.*/, ''),
  fields: Object.keys(JSON.parse(body)).sort(),
});
