/** The apps registered with one cloud, found by the id that requests carry or by the operator's name. */
export class Apps<A extends { readonly name: string; readonly id: string }> {
  readonly #byId = new Map<string, A>();

  add(app: A): void {
    this.#byId.set(app.id, app);
  }

  withId(id: string | null | undefined): A | undefined {
    return this.#byId.get(id ?? '');
  }

  /** @throws when no app has the name: a grant for it could never be used. */
  named(name: string): A {
    const app = [...this.#byId.values()].find((registered) => registered.name === name);
    if (!app) throw new Error(`no app is registered under the name "${name}"`);
    return app;
  }
}
