import { unfitName } from './names.ts';
import type { Switched } from './ports.ts';
import { type Refused, refused } from './refused.ts';

export const refusedAsUnknown = (app: string): Refused => refused('app', `${app} is not known: register it`);

/** What came of an operator's switch on one app. */
export async function switchApp<C extends string>(
  app: string,
  change: C,
  call: () => Promise<Switched>,
): Promise<{ readonly done: true; readonly change: C | 'unchanged' } | Refused> {
  const unfit = unfitName('app', app);
  if (unfit) return unfit;
  switch (await call()) {
    case 'done':
      return { done: true, change };
    case 'unchanged':
      return { done: true, change: 'unchanged' };
    case 'unknown':
      return refusedAsUnknown(app);
  }
}
