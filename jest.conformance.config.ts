import type { Config } from 'jest';
import base from './jest.config.ts';

/** What `npm run conformance` runs, and `npm test` does not. */
const config: Config = {
  ...base,
  roots: ['<rootDir>/test/conformance'],
  testPathIgnorePatterns: [],
  testTimeout: 60_000,
};

export default config;
