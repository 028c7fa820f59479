import type { Config } from 'jest';
import base, { PROCESSES } from './jest.config.ts';

/** What `npm run processes` runs, and `npm test` does not. */
const config: Config = {
  ...base,
  testMatch: PROCESSES.flatMap((path) => [`<rootDir>/${path}*.test.ts`, `<rootDir>/${path}/**/*.test.ts`]),
  testPathIgnorePatterns: ['/node_modules/'],
};

export default config;
