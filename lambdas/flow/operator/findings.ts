/** What one look found. `not-checked`: the finding says why. */
export interface Finding {
  /** What was looked at, for people. */
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'failed' | 'not-checked';
  readonly finding: string;
  /** What to do; absent where all is well. */
  readonly remedy?: string;
}

export const ok = (check: string, finding: string): Finding => ({ check, result: 'ok', finding });
export const warning = (check: string, finding: string, remedy: string): Finding => ({
  check,
  result: 'warning',
  finding,
  remedy,
});
export const failed = (check: string, finding: string, remedy: string): Finding => ({
  check,
  result: 'failed',
  finding,
  remedy,
});
export const notChecked = (check: string, finding: string): Finding => ({
  check,
  result: 'not-checked',
  finding,
});

/** What AWS said, by its name alone: the message may quote the request. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
