import type { Chance } from '../../lambdas/flow/ports.ts';

/** The same numbers and names in every run of a test. */
export class TestChance implements Chance {
  #state = 0x2545f491;
  #ids = 0;

  /** xorshift (Marsaglia, "Xorshift RNGs", 2003). */
  fraction(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }
}
