/**
 * `@peculiar/x509` brings tsyringe, which refuses to load without decorator metadata (`Reflect.getMetadata`).
 * Nothing on our path is injected by type, so "there is no metadata" is a true answer, and a polyfill is not needed.
 * Import this before `@peculiar/x509`.
 */
const reflect = Reflect as typeof Reflect & Record<string, unknown>;

reflect.getMetadata ??= () => undefined;
reflect.getOwnMetadata ??= () => undefined;
reflect.defineMetadata ??= () => undefined;

export {};
