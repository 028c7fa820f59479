import type { Ports } from '../../lambdas/flow/ports.ts';

/** A call of a port, as "port.method". */
export type Step = {
  [P in keyof Ports]: `${P}.${Extract<keyof Ports[P], string>}`;
}[keyof Ports];

/**
 * Ports whose process dies at one step: from then on nothing that it does happens. `before`: the call is never made;
 * `after`: it is made, and its answer never seen.
 */
export const mortal = (
  ports: Ports,
  step: Step,
  when: 'before' | 'after',
): { ports: Ports; died: Promise<void> } => {
  let dead = false;
  const death = Promise.withResolvers<void>();
  const never = new Promise<never>(() => {});

  const wrapped = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [
      name,
      new Proxy(port as object, {
        get(target, method) {
          const value: unknown = Reflect.get(target, method);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            if (dead) return never;
            const atStep = `${name}.${String(method)}` === step;
            if (atStep && when === 'before') return die();
            const result: unknown = value.apply(target, args);
            if (!atStep) return result;
            return Promise.resolve(result).then(die, die);
          };
        },
      }),
    ]),
  );
  return { ports: wrapped as unknown as Ports, died: death.promise };

  function die(): Promise<never> {
    dead = true;
    death.resolve();
    return never;
  }
};
