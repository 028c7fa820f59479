import * as z from 'zod';

const noted = z.object({
  message: z.literal('noted'),
  code: z.string(),
  verdict: z.string().optional(),
  ids: z.array(z.string()),
});

/** What became of each principal in a round, as far as the function's own log tells: it names those that fared badly. */
export class Verdicts {
  readonly #noted = new Map<string, string>();

  /** Takes any line that a function printed. */
  hear(line: string): void {
    const parsed = noted.safeParse(parseJson(line));
    if (!parsed.success) return;
    const { ids, code, verdict } = parsed.data;
    if (code.startsWith('odd-reply')) return;
    for (const id of ids) this.#noted.set(id, verdict ? `${verdict} (${code})` : code);
  }

  /** `isWell`: the principal's row shows a refresh and no error since. */
  on(principalId: string, isWell: boolean): string {
    return this.#noted.get(principalId) ?? (isWell ? 'refreshed' : 'not looked at');
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
