import type { Journal } from '../../lambdas/flow/ports.ts';

/** A journal that remembers its lines. */
export const remembering = () => {
  const lines: [level: string, message: string, facts: object][] = [];
  const journal: Journal = {
    info: (message, facts) => lines.push(['info', message, facts]),
    warn: (message, facts) => lines.push(['warn', message, facts]),
    error: (message, facts) => lines.push(['error', message, facts]),
  };
  return { journal, lines };
};
