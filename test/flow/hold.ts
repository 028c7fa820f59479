import type { Ports } from '../../lambdas/flow/ports.ts';
import type { Step } from './death.ts';

export interface Held<P extends Ports> {
  readonly ports: P;
  /** Settles once the step is about to be made (or, with `after`, once it is made and not yet answered). */
  readonly reached: Promise<void>;
  release(): void;
}

/** Ports that stop at the first call of a step until they are released, so that a test can act in the middle. */
export const holdAt = <P extends Ports>(
  ports: P,
  step: Step,
  when: 'before' | 'after' = 'before',
): Held<P> => {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const [portName = '', method = ''] = step.split('.');
  let isFirst = true;

  const port = Reflect.get(ports, portName) as object;
  const holding = new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== method || typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const holds = isFirst;
        isFirst = false;
        const early = holds && when === 'after' ? await value.apply(target, args) : undefined;
        if (holds) {
          reached.resolve();
          await released.promise;
        }
        return holds && when === 'after' ? early : value.apply(target, args);
      };
    },
  });
  return {
    ports: { ...ports, [portName]: holding },
    reached: reached.promise,
    release: () => released.resolve(),
  };
};
