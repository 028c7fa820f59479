import { readFileSync } from 'node:fs';
import { protocolOf } from '../../../lambdas/core/protocols/index.ts';
import type { Asked, Protocol } from '../../../lambdas/core/protocols/protocol.ts';
import { CANARY } from './canaries.ts';

interface Recorded {
  readonly provider: string;
  readonly name: string;
  readonly request: { readonly path: string; readonly body: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** A recorded reply with canaries in the places of its tokens. */
export interface RecordedReply {
  readonly name: string;
  readonly protocol: Protocol;
  readonly asked: Asked;
  readonly path: string;
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const file = new URL('../../fixtures/provider-cases.json', import.meta.url);

const planted = (body: string): string =>
  body
    .replace(/("access_?[tT]oken"\s*:\s*")[^"]*"/g, `$1${CANARY.accessToken}"`)
    .replace(/("refresh_?[tT]oken"\s*:\s*")[^"]*"/g, `$1${CANARY.refreshToken}"`);

export const recordedReplies: readonly RecordedReply[] = (
  JSON.parse(readFileSync(file, 'utf8')) as Recorded[]
).flatMap(({ provider, name, request, response }) => {
  const protocol = protocolOf(provider);
  if (!protocol) return [];
  const headers = Object.entries(response.headers).map(([key, value]) => [key.toLowerCase(), value]);
  return {
    name,
    protocol,
    asked: protocol.askedBy(request.path, request.body),
    path: request.path,
    requestBody: request.body,
    status: response.status,
    headers: Object.fromEntries(headers),
    body: planted(response.body),
  };
});

/** Every name and every short text that a recorded reply holds: what clouds speak of, codes included. */
export const vocabularyOf = (bodies: readonly string[]): { names: string[]; words: string[] } => {
  const texts = bodies.flatMap((body) => [...body.matchAll(/"([^"\\]{1,80})"\s*(:?)/g)]);
  const those = (colon: string) => [
    ...new Set(texts.flatMap(([, text = '', after]) => (after === colon ? [text] : []))),
  ];
  return { names: those(':'), words: those('') };
};
