const CONNECT_MS = 5_000;

/** Limits of an SDK client, so that no command hangs. `answerMs`: for one attempt, from sending to the whole answer. */
export const limits = ({ attempts, answerMs }: { attempts: number; answerMs: number }) => ({
  maxAttempts: attempts,
  retryMode: 'standard' as const,
  requestHandler: {
    connectionTimeout: CONNECT_MS,
    requestTimeout: answerMs,
    // Without this the SDK only warns and goes on waiting.
    throwOnRequestTimeout: true,
  },
});
