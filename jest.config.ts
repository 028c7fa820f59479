import type { Config } from 'jest';

/** Tests that start or simulate whole programs, install packages, attack or kill: `npm run processes`, so that `npm test` stays quick. */
export const PROCESSES = [
  'test/local/start',
  'test/local/rejecting',
  'test/local/aws/killed',
  'test/consumer/packed',
  'test/consuming',
  'test/guide',
  'test/runbook',
  'test/cli/import-killed',
  'test/bench',
  'test/hostile',
  'test/simulation',
  'test/infra/bundle',
  'test/local/stack/synthesized',
];

/** Jest in ESM mode: middy 7 is ESM only, and swc strips the types (TypeScript 7 has no API for ts-jest). */
const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // They need what npm does not install: emulators (`npm run conformance`), Chromium (`npm run test:page`).
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/conformance/',
    '<rootDir>/test/page/',
    ...PROCESSES.map((path) => `<rootDir>/${path}`),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  testTimeout: 30_000,
  // Jest's own default leaves a core idle, which is half of a small machine.
  maxWorkers: '100%',
};

export default config;
