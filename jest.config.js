export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.tsx?$': '<rootDir>/test/transform.js' },
  // marked is ES modules only, but for this file of the same code
  moduleNameMapper: { '^marked$': '<rootDir>/node_modules/marked/lib/marked.umd.js' },
  injectGlobals: false,
  testEnvironment: 'node',
  testTimeout: 300_000,
  // by default one processor is left idle; of two that is half
  maxWorkers: '100%',
};
