/** A line of a log, and when it was written in epoch ms. */
export interface LogEvent {
  readonly at: number;
  readonly message: string;
  readonly group: string;
}

const LINES_KEPT = 2_000;
const CHARACTERS_KEPT = 4_000_000;

interface Group {
  readonly events: LogEvent[];
  characters: number;
}

/** The newest lines of each log group. */
export class LogStore {
  readonly #groups = new Map<string, Group>();

  put(event: LogEvent): void {
    const group = this.#groups.get(event.group) ?? { events: [], characters: 0 };
    this.#groups.set(event.group, group);
    group.events.push(event);
    group.characters += event.message.length;
    while (group.events.length > LINES_KEPT || group.characters > CHARACTERS_KEPT)
      group.characters -= group.events.shift()?.message.length ?? 0;
  }

  /** Of these groups, written since a moment, newest first. */
  since(from: number, groups: readonly string[]): LogEvent[] {
    return groups
      .flatMap((name) => this.#groups.get(name)?.events.filter(({ at }) => at >= from) ?? [])
      .toSorted((a, b) => b.at - a.at);
  }

  /** How many lines are held. */
  get size(): number {
    return [...this.#groups.values()].reduce((sum, { events }) => sum + events.length, 0);
  }
}
