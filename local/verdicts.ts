import * as z from 'zod';

const noted = z.object({
  message: z.literal('noted'),
  code: z.string(),
  verdict: z.string().optional(),
  ids: z.array(z.string()),
});

/**
 * What became of each principal, as far as the function's own log tells. A round's log names only those that fared
 * badly in it, so earlier verdicts are remembered: a halted principal is never looked at again.
 */
export class Verdicts {
  readonly #thisRound = new Map<string, string>();
  readonly #before = new Map<string, string>();

  /** Takes any line that a function printed. */
  hear(line: string): void {
    const parsed = noted.safeParse(parseJson(line));
    if (!parsed.success) return;
    const { ids, code, verdict } = parsed.data;
    if (code.startsWith('odd-reply')) return;
    for (const id of ids) this.#thisRound.set(id, verdict ? `${verdict} (${code})` : code);
  }

  /** To be called once all of a round was heard and shown. */
  endRound(): void {
    for (const [id, verdict] of this.#thisRound) this.#before.set(id, verdict);
    this.#thisRound.clear();
  }

  /** `isWell`: the principal's row shows a refresh and no error since, which ends what was heard in earlier rounds. */
  on(principalId: string, isWell: boolean): string {
    const earlier = isWell ? 'refreshed' : this.#before.get(principalId);
    return this.#thisRound.get(principalId) ?? earlier ?? 'not looked at';
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
