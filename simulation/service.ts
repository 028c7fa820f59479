import type { Random } from './random.ts';

/** How a service of AWS fares. */
export type Weather = 'well' | 'slow' | 'throttled' | 'away';

/**
 * What becomes of one call, all its attempts together. Times in ms from its sending: when it takes effect (perhaps
 * twice, perhaps never, perhaps after nobody waits any more), and when the caller hears of it.
 */
export interface Course {
  readonly landsAfter?: number;
  /** The SDK repeated a call whose first answer was lost. */
  readonly landsAgainAfter?: number;
  readonly answersAfter: number;
  /** The caller gets this error instead of an answer. */
  readonly fails?: string;
}

/** All attempts of one SDK call, and the waits between them, take no longer. */
export const LONGEST_CALL = 10_500;
const THROTTLED = 'ThrottlingException';
const AWAY = 'InternalServerError';
const TIMED_OUT = 'TimeoutError';

/** One service: its weather, and what becomes of calls in it. */
export class Service {
  readonly name: string;
  readonly #random: Random;
  readonly #latency: number;
  /** The share of calls that meet trouble in good weather. */
  readonly #troubled: number;
  weather: Weather = 'well';
  #wellSince = Number.NEGATIVE_INFINITY;
  /** When it last ceased to be well; `undefined` while it is. */
  since: number | undefined;

  constructor(name: string, random: Random, { latency, troubled }: { latency: number; troubled: number }) {
    this.name = name;
    this.#random = random;
    this.#latency = latency;
    this.#troubled = troubled;
  }

  becomes(weather: Weather, now: number): void {
    this.weather = weather;
    this.since = weather === 'well' ? undefined : now;
    if (weather === 'well') this.#wellSince = now;
  }

  /** For how long (ms); 0 while it is not. */
  wellFor(now: number): number {
    return this.weather === 'well' ? now - this.#wellSince : 0;
  }

  course(): Course {
    const random = this.#random;
    switch (this.weather) {
      case 'well':
        return random.chance(this.#troubled) ? this.#trouble() : this.#plain();
      case 'slow':
        return random.chance(0.3) ? this.#trouble() : this.#slow();
      case 'throttled':
        return random.chance(0.6)
          ? { answersAfter: random.between(1_000, 3_000), fails: THROTTLED }
          : this.#plain();
      case 'away':
        return random.chance(0.03) ? this.#unheard() : this.#away();
    }
  }

  #plain(): Course {
    const takes = this.#latency * this.#random.between(0.6, 1.6);
    return { landsAfter: takes, answersAfter: takes };
  }

  #slow(): Course {
    const lands = this.#random.between(200, 4_000);
    return { landsAfter: lands, answersAfter: lands + this.#random.between(0, 3_000) };
  }

  #away(): Course {
    return { answersAfter: this.#random.between(50, LONGEST_CALL), fails: AWAY };
  }

  /** Takes effect, perhaps after the caller has given up, and no answer ever comes. */
  #unheard(): Course {
    const random = this.#random;
    return random.chance(0.5)
      ? { landsAfter: random.between(10, 3_000), answersAfter: LONGEST_CALL, fails: TIMED_OUT }
      : { landsAfter: random.between(3_100, LONGEST_CALL), answersAfter: 3_000, fails: TIMED_OUT };
  }

  #trouble(): Course {
    const random = this.#random;
    const lands = random.between(10, 3_000);
    switch (random.below(4)) {
      case 0:
        return this.#unheard();
      case 1:
        return { landsAfter: lands, landsAgainAfter: lands + 3_500, answersAfter: lands + 3_600 };
      case 2:
        return this.#away();
      default:
        return this.#slow();
    }
  }
}

/** An error as an SDK throws it: what is told of it is its name. */
export class ServiceError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
    // Thousands are thrown in an outage, and nobody looks where.
    this.stack = '';
  }
}
