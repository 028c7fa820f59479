import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Mutation } from './mutations/mutation.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Spoils the code on purpose, as it is loaded: what is imported from now on has the mutation in it. The text that it
 * replaces must be there exactly once, so that a mutation whose place has changed is noticed.
 */
export const mutate = ({ name, changes }: Mutation): void => {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const path = url.startsWith('file:') ? fileURLToPath(url).slice(ROOT.length) : '';
      const mine = changes.filter(({ file }) => file === path);
      if (mine.length === 0) return loaded;
      let text = String(loaded.source);
      for (const { replace, by } of mine) {
        if (text.split(replace).length !== 2)
          throw new Error(
            `mutation "${name}": ${path} holds its text ${text.split(replace).length - 1} times`,
          );
        text = text.replace(replace, () => by);
      }
      return { ...loaded, source: text };
    },
  });
};
