/**
 * From now on every `Date` of this process that says "now" is later by as much as has been skipped. Timers go on in real
 * time: whoever sleeps is not woken.
 *
 * @param skipped ms
 * @returns what ends it
 */
export const shiftDate = (skipped: () => number): (() => void) => {
  const real = globalThis.Date;
  const now = (): number => real.now() + skipped();
  globalThis.Date = new Proxy(real, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  return () => {
    globalThis.Date = real;
  };
};
