import type { Config } from 'jest';
import base from './jest.config.ts';

/** What `npm run test:page` runs, and `npm test` does not: it needs a Chromium. */
const config: Config = {
  ...base,
  roots: ['<rootDir>/test/page'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  // Two browsers and a fleet at once would be slow on a small machine, and waits would run out.
  maxWorkers: 1,
};

export default config;
