// Scenarios: a browser on the built console, on a real server with a real store. One browser at a time.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['tests/scenarios/*.test.ts'],
    globalSetup: ['tests/scenarios/world.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 480_000,
    hookTimeout: 240_000,
    teardownTimeout: 90_000,
  },
})
