import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{shared,hub}/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Two cores: more workers only make the child-process tests slower.
    maxWorkers: 2,
  },
})
