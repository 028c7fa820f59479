/** A GET that is answered only where something is new. */
export class ChangingJson<T> {
  readonly #path: string;
  #tag: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @returns undefined where it is as it was; null where there is nothing yet
   * @throws where the answer is none
   */
  async get(signal: AbortSignal): Promise<T | null | undefined> {
    const headers: HeadersInit = this.#tag === undefined ? {} : { 'If-None-Match': this.#tag };
    const response = await fetch(this.#path, { headers, signal, cache: 'no-store' });
    if (response.status === 304) return undefined;
    if (!response.ok) throw new Error(`${this.#path} answers ${response.status}`);
    const value = (await response.json()) as T | null;
    this.#tag = response.headers.get('ETag') ?? undefined;
    return value;
  }
}
