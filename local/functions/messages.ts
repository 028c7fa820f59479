/** One invocation, as the parent sends it. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly event: unknown;
  /** Epoch milliseconds at which the time limit strikes. */
  readonly deadline: number;
}

/** As Lambda names a failure to the caller. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** What the process tells its parent. `payload` is JSON text. */
export type HostMessage =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'init-failed' } & FunctionFailure)
  | { readonly kind: 'returned'; readonly payload: string }
  | ({ readonly kind: 'threw' } & FunctionFailure);
