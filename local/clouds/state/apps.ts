import type { Kept } from './keeping.ts';

/** The apps registered with one cloud, found by the id that requests carry or by the operator's name. */
export class Apps<A extends { readonly name: string; readonly id: string }> {
  readonly #kept: Kept<A>;
  readonly #byId = new Map<string, A>();

  constructor(kept: Kept<A>) {
    this.#kept = kept;
    for (const app of kept.entries.values()) this.#byId.set(app.id, app);
  }

  /** Replaces the app of that name. */
  put(app: A): void {
    const before = this.find(app.name);
    if (before) this.#byId.delete(before.id);
    this.#byId.set(app.id, app);
    this.#kept.put(app.name, app);
  }

  withId(id: string | null | undefined): A | undefined {
    return this.#byId.get(id ?? '');
  }

  find(name: string): A | undefined {
    return this.#kept.entries.get(name);
  }

  /** @throws when no app has the name: a grant for it could never be used. */
  named(name: string): A {
    const app = this.find(name);
    if (!app) throw new Error(`no app is registered under the name "${name}"`);
    return app;
  }
}
