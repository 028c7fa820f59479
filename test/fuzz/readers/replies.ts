import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { protocols } from '../../../lambdas/core/protocols/index.ts';
import type { Asked, Protocol, Reply } from '../../../lambdas/core/protocols/protocol.ts';
import { type Reader, reader } from '../reader.ts';
import { onBytes } from '../wild/on-bytes.ts';
import { type Head, onHead } from '../wild/on-head.ts';
import { onPaper } from '../wild/on-paper.ts';
import { onText } from '../wild/on-text.ts';
import { paperOf, written } from '../wild/paper.ts';
import { changed, chosen, type Recipe } from '../wild/recipe.ts';
import { recordedReplies, vocabularyOf } from '../wild/recorded-replies.ts';
import { ofOutcome } from './outcome-promises.ts';

/** One reply, and who reads it as the answer to what. */
export interface WildReply {
  readonly protocol: Protocol;
  readonly asked: Asked;
  readonly reply: Reply;
  readonly path: string;
  readonly requestBody: string;
}

const RECEIVED_AT = Date.UTC(2026, 10, 22, 12, 0, 0);

const bodies = recordedReplies.map(({ body }) => body);
const { names, words } = vocabularyOf(bodies);
/** Codes of the tables that no recorded reply has. */
// biome-ignore format: a table
const MORE_CODES = [
  'invalid_grant', 'invalid_scope', 'access_denied', 'unauthorized_client', 'temporarily_unavailable', 'server_error', 'slow_down', '100006', '100000',
  'WRONG_TOKEN', 'USER_DISABLED', 'AUTHENTICATION_FAILED', 'OAUTH2_ERROR', 'LOCK_FAILED', 'IOTDA.000123', 'surprising_code', 'Invalid refresh_token',
  'Invalid code', 'Use HTTPS',
];
const MORE_NAMES = [
  'scope',
  'refresh_expires_in',
  'refresh_token_expires_in',
  'error_code',
  'password',
  'client_secret',
];

const paperChanges = onPaper([...names, ...MORE_NAMES], [...words, ...MORE_CODES]);
const textChanges = onText(bodies);

const bodyOf = (body: string, steps: Recipe['steps']): string => {
  const text = body.startsWith('{') ? asPaper(body, steps) : body;
  const bytes = changed(Buffer.from(changed(text, textChanges, steps)), onBytes, steps);
  // As the transport reads bytes.
  return new TextDecoder().decode(bytes);
};

const asPaper = (body: string, steps: Recipe['steps']): string => {
  try {
    const paper = paperOf(JSON.parse(body));
    const isChanged = steps.some(({ change }) => Object.hasOwn(paperChanges, change));
    return isChanged ? written(changed(paper, paperChanges, steps)) : body;
  } catch {
    return body;
  }
};

const ASKED: readonly Asked[] = ['refresh', 'login', 'exchange'];
const ALL = [...protocols.values()];

const make = ({ base, steps }: Recipe): WildReply => {
  const recorded = chosen(recordedReplies, base);
  const { status, headers }: Head = changed(recorded, onHead, steps);
  // Half are read by the cloud's own protocol, half as the answer to what was asked; the others by any.
  const isOwn = (base >>> 8) % 2 > 0;
  return {
    protocol: isOwn ? recorded.protocol : chosen(ALL, base >>> 10),
    asked: (base >>> 16) % 2 > 0 ? recorded.asked : chosen(ASKED, base >>> 18),
    reply: { status, headers, body: bodyOf(recorded.body, steps), receivedAt: RECEIVED_AT },
    path: recorded.path,
    requestBody: bodyOf(recorded.requestBody, steps),
  };
};

/** What clouds answer, read by each protocol. */
export const replies: Reader = reader<WildReply, ReturnType<Protocol['read']>>({
  name: 'reply',
  changes: [paperChanges, textChanges, onBytes, onHead].flatMap((changes) => Object.keys(changes)),
  make,
  read: ({ protocol, asked, reply, path, requestBody }) => {
    protocol.askedBy(path, requestBody);
    return protocol.read(asked, reply);
  },
  wordFor: ({ protocol }, outcome) => `${protocol.provider} ${verdictOf(outcome)}`,
  complaints: ({ protocol, asked, reply }, outcome) => ofOutcome(protocol, asked, reply.status, outcome),
  text: ({ protocol, asked, reply: { status, headers, body } }) =>
    `${protocol.provider}, asked for a ${asked}: ${status} ${JSON.stringify(headers)}\n${body}`,
});
