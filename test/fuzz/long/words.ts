import { providers } from '../../../lambdas/core/protocols/index.ts';
import type { Slowest, Tally } from './tally.ts';

const VERDICTS = ['refreshed', 'reauthorize', 'retry', 'app-misconfigured', 'malformed'] as const;
const REPLY = 'reply';

const grouped = (count: number): string => count.toLocaleString('en-US');
const lineOf = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(22) : cell.padStart(18))).join('');

/** How many replies got which verdict from whom. */
export const verdictLines = ({ words }: Tally): readonly string[] => [
  lineOf(['', ...VERDICTS]),
  ...providers.map((provider) =>
    lineOf([provider, ...VERDICTS.map((verdict) => grouped(words[REPLY]?.[`${provider} ${verdict}`] ?? 0))]),
  ),
];

/** What became of everything else. */
export const otherLines = ({ words }: Tally): readonly string[] =>
  Object.entries(words)
    .filter(([reader]) => reader !== REPLY)
    .map(([reader, counts]) =>
      lineOf([
        reader,
        ...Object.entries(counts)
          .sort()
          .map(([word, count]) => `${word} ${grouped(count)}`),
      ]),
    );

export const slowestOther = ({ slowest }: Tally): string =>
  `The slowest of the others took ${slowestIn(slowest.other)}.`;

/** Verdicts that no reply got: then the rest says little. */
export const unreached = ({ words }: Tally): readonly string[] =>
  providers
    .flatMap((provider) => VERDICTS.map((verdict) => `${provider} ${verdict}`))
    .filter((word) => !words[REPLY]?.[word]);

const slowestIn = ({ ms, index, reader, changes }: Slowest): string =>
  `${ms.toFixed(1)} ms (${reader}, index ${index}: ${changes.join(', ') || 'as it was recorded'})`;

export const summary = ({ words, inputs, slowest }: Tally, failures: number): string => {
  const replies = Object.values(words[REPLY] ?? {}).reduce((sum, count) => sum + count, 0);
  return `${grouped(replies)} replies and ${grouped(inputs - replies)} other inputs; the slowest reply took ${slowestIn(slowest.reply)}; ${grouped(failures)} failures`;
};
