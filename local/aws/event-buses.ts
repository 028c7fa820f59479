import { AwsError } from './wire.ts';

/** Times are epoch milliseconds. */
export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly createdAt: number;
  /** Rises with every bus made: the order of lists. */
  readonly sequence: number;
}

/** AWS's quota. */
const MAX_BUSES = 100;

/** The buses of one account and Region; `default` is always there. */
export class EventBuses {
  readonly #arnPrefix: string;
  readonly #clock: () => number;
  readonly #byName = new Map<string, EventBus>();

  constructor(region: string, account: string, clock: () => number) {
    this.#arnPrefix = `arn:aws:events:${region}:${account}:event-bus/`;
    this.#clock = clock;
    this.create('default');
  }

  /** @throws ResourceAlreadyExistsException, LimitExceededException */
  create(name: string, description?: string): EventBus {
    if (this.#byName.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    const sequence = this.#byName.size;
    if (sequence >= MAX_BUSES) {
      throw new AwsError(
        'LimitExceededException',
        'The requested resource exceeds the maximum number allowed.',
      );
    }
    const bus = { name, arn: `${this.#arnPrefix}${name}`, description, createdAt: this.#clock(), sequence };
    this.#byName.set(name, bus);
    return bus;
  }

  /** By name or ARN. */
  lookUp(nameOrArn: string): EventBus | undefined {
    const { length } = this.#arnPrefix;
    return this.#byName.get(nameOrArn.startsWith(this.#arnPrefix) ? nameOrArn.slice(length) : nameOrArn);
  }

  list(): EventBus[] {
    return [...this.#byName.values()];
  }
}
