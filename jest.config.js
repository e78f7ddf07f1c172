/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/middleware', '<rootDir>/test', '<rootDir>/scripts'],
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': '<rootDir>/config/jest/strip-types.cjs' },
  testTimeout: 60_000,
  maxWorkers: 2
};
