import { figureTexts } from './figure-texts.ts';
import { outcomeText } from './principal-row.ts';
import type { FaultView, PrincipalView, Snapshot } from './snapshot.ts';
import { spanText } from './time-span.ts';

/** A principal's own state, without what changes all the time. */
const stateOf = (view: PrincipalView, at: number): string => {
  if (view.failure) return `${view.state}, ${view.failure.code}`;
  if (view.state === 'active' && view.lastRefreshedAt !== undefined) return 'active, refreshed';
  return view.state === 'active' ? 'active, no token yet' : `${view.state}, ${outcomeText(view, at)}`;
};

/** For files and pipes: a line for each change of a principal or of a fault, and the figures every so often. */
export class PlainView {
  readonly #everyMs: number;
  #states = new Map<string, string>();
  #faults = new Map<string, FaultView>();
  #notice: string | undefined;
  #figuresAt: number | undefined;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  lines(snapshot: Snapshot): string[] {
    const { at, startedAt } = snapshot;
    const stamp = spanText(at - startedAt).padStart(6);
    const told = [...this.#changes(snapshot), ...this.#faultChanges(snapshot)];
    if (this.#figuresAt === undefined || at - this.#figuresAt >= this.#everyMs) {
      this.#figuresAt = at;
      told.push(figureTexts(snapshot).join(', '));
    }
    if (snapshot.notice !== undefined && snapshot.notice !== this.#notice) told.push(snapshot.notice);
    this.#notice = snapshot.notice;
    return told.map((line) => `${stamp}  ${line}`);
  }

  #changes({ principals, at }: Snapshot): string[] {
    const states = new Map(principals.map((view) => [view.principalId, stateOf(view, at)]));
    const before = this.#states;
    this.#states = states;
    const changed = [...states].filter(([id, state]) => before.get(id) !== state);
    const gone = [...before.keys()].filter((id) => !states.has(id));
    return [...changed.map(([id, state]) => `${id}: ${state}`), ...gone.map((id) => `${id}: removed`)];
  }

  #faultChanges({ faults }: Snapshot): string[] {
    const now = new Map(faults.map((fault) => [`${fault.name} ${fault.since}`, fault]));
    const before = this.#faults;
    this.#faults = now;
    const begun = [...now].filter(([key]) => !before.has(key));
    const ended = [...before].filter(([key, { over }]) => !over && !now.has(key));
    return [
      ...begun.map(([, { name, over }]) => (over ? name : `begins: ${name}`)),
      ...ended.map(([, { name }]) => `ends: ${name}`),
    ];
  }
}
