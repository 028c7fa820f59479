import { summaryOf } from '../adapters/census-record.ts';
import type { CensusReport } from '../flow/census.ts';
import type { Journal } from '../flow/ports.ts';

/** One line for each (app, code) that was changed, or found and left, with up to five ids; then the summary. */
export const report = (journal: Journal, { done, counts, mended, found }: CensusReport): void => {
  for (const group of mended.groups()) journal.warn('census mended', { ...group });
  for (const group of found.groups()) journal.warn('census found', { ...group });
  journal.info(done ? 'census' : 'census goes on later', summaryOf(counts));
};
