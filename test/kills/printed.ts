import type { RunningCloud } from '../../local/clouds/cloud.ts';
import type { Clouds } from '../../local/world.ts';

/** No token of any cloud here is shorter. */
const TOKEN_LIKE = /[A-Za-z0-9_-]{20,}/g;

/** What the function printed, and what it never may. */
export class Printed {
  readonly #words = new Set<string>();
  readonly #texts = new Set<string>();
  #lines: string[] = [];
  #count = 0;

  add(line: string): void {
    this.#lines.push(line);
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Tokens are looked up word by word; what is not one word (a key, a client secret) is searched for. */
  mustNotShow(...secrets: readonly string[]): void {
    for (const secret of secrets) {
      const [word] = secret.match(TOKEN_LIKE) ?? [];
      if (word === secret) this.#words.add(secret);
      else for (const line of secret.split('\n')) if (isTelling(line)) this.#texts.add(line);
    }
  }

  /**
   * Lines since the last call that show a secret. A token that died with its process is known to nobody but its cloud:
   * so every cloud is asked about every word that may be one.
   */
  complaints(clouds: Clouds): string[] {
    const lines = this.#lines;
    this.#lines = [];
    const everyCloud: readonly RunningCloud[] = Object.values(clouds);
    const isSecret = (word: string) =>
      this.#words.has(word) || everyCloud.some((cloud) => cloud.isLive(word));
    return lines
      .filter(
        (line) =>
          (line.match(TOKEN_LIKE) ?? []).some(isSecret) ||
          [...this.#texts].some((text) => line.includes(text)),
      )
      .map((line) => `a line shows a secret; it begins with ${line.slice(0, 20)}`);
  }
}

/** A line of a PEM file that is neither its frame nor empty, or any other text. */
const isTelling = (line: string): boolean => line.trim().length >= 8 && !line.startsWith('-----');
