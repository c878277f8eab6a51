// Scenarios: a browser on the built console, on a real server with a real store. Each file has a browser and a server of its
// own, and waits for most of its time: some files run at once.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['tests/scenarios/*.test.ts'],
    globalSetup: ['tests/scenarios/world.ts'],
    environment: 'node',
    maxWorkers: 2,
    minWorkers: 1,
    testTimeout: 480_000,
    hookTimeout: 240_000,
    teardownTimeout: 90_000,
  },
})
