export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.tsx?$': '<rootDir>/test/transform.js' },
  injectGlobals: false,
  testEnvironment: 'node',
  testTimeout: 60_000,
  // by default one processor is left idle; of two that is half
  maxWorkers: '100%',
};
