import { defineConfig } from 'vitest/config'

const report = process.env.FIXPROOF_TEST_REPORT

export default defineConfig({
  test: {
    include: ['{shared,hub}/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: process.env.FIXPROOF_TEST_STORE === 'postgres' ? ['test/harness/server.ts'] : [],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more workers only make the child-process tests slower.
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
  },
})
