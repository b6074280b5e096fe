import { defineConfig } from 'vitest/config'

const report = process.env.FIXPROOF_TEST_REPORT

/** What a folder's tests leave behind in memory is nothing, so that they share what is loaded: half the time. */
const SHARING = [
  '{shared,hub}/{src,tools}/**/*.test.ts',
  'test/{acceptance,contract,connectors}/**/*.test.ts',
]
/** Each in a world of its own: they load pages, change globals or start processes. */
const ALONE = [
  'forge-app/src/**/*.test.ts',
  'servicenow-scoped/{src,tools}/**/*.test.ts',
  'test/**/*.test.ts',
]
const NEVER = ['**/node_modules/**']

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, exclude: NEVER, isolate: false } },
      { extends: true, test: { name: 'alone', include: ALONE, exclude: [...NEVER, ...SHARING] } },
    ],
    globalSetup: [
      'servicenow-scoped/tools/beforeTests.ts',
      ...(process.env.FIXPROOF_TEST_STORE === 'postgres' ? ['test/harness/server.ts'] : []),
    ],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more workers only make the child-process tests slower.
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
  },
})
