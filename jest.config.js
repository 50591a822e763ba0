export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.tsx?$': '<rootDir>/test/transform.js' },
  injectGlobals: false,
  testEnvironment: 'node',
  testTimeout: 60_000,
};
