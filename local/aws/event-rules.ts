import { type Matches, readPattern } from './event-pattern.ts';
import type { RecordedEvent } from './put-events.ts';

/** An event as rules match it and targets get it. */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventRule {
  /** Name of the bus. */
  readonly bus: string;
  readonly pattern: unknown;
  /** Must not throw. */
  readonly deliver: (event: EventEnvelope) => void;
}

/** Passes events on to whoever made a rule for them. */
export class EventRules {
  readonly #region: string;
  readonly #account: string;
  readonly #rules = new Set<EventRule & { readonly matches: Matches }>();

  constructor(region: string, account: string) {
    this.#region = region;
    this.#account = account;
  }

  /**
   * @returns what removes it
   * @throws {PatternError}
   */
  add(rule: EventRule): () => void {
    const added = { ...rule, matches: readPattern(rule.pattern) };
    this.#rules.add(added);
    return () => this.#rules.delete(added);
  }

  pass(event: RecordedEvent): void {
    const envelope = this.#envelopeOf(event);
    for (const { bus, matches, deliver } of this.#rules)
      if (bus === event.bus && matches(envelope)) deliver(envelope);
  }

  #envelopeOf({ id, detailType, source, resources, detail, time }: RecordedEvent): EventEnvelope {
    return {
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account: this.#account,
      time: `${new Date(time).toISOString().slice(0, 19)}Z`,
      region: this.#region,
      resources,
      detail,
    };
  }
}
