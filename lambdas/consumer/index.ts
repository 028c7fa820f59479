export type { IsRefused } from './refused-answer.ts';
export type { EventSender, Rejection, SendRejected } from './rejection-event.ts';
export type { Time } from './time.ts';
export { Token, type TokenFacts } from './token.ts';
export { type Action, TokenError, type TokenErrorCode } from './token-error.ts';
export {
  type TokenContext,
  type TokenMiddleware,
  type TokenMiddlewareOptions,
  tokenMiddleware,
} from './token-middleware.ts';
export {
  type SecretLabelUpdated,
  type TokenReader,
  type TokenReaderOptions,
  tokenReader,
} from './token-reader.ts';
export type { Call, WithTokenOptions } from './with-token.ts';
