import base from '../jest.config.js';

/** Browser and whole-system tests: one process at a time, since each brings up the whole system. */
export default {
  ...base,
  rootDir: '..',
  roots: ['<rootDir>/test/e2e'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1
};
