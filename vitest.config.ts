import { defineConfig } from 'vitest/config'

const project = (name: string, include: readonly string[], timeout: number) => ({
  test: { name, include: [...include], testTimeout: timeout, hookTimeout: 120_000, disableConsoleIntercept: true },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/{core,formats,statements,facts,derived,config,registry,reporters,testing,checks}/**/*.test.ts'], 30_000),
      project('integration', ['test/{sessions,collectors,run,commands}/**/*.test.ts'], 60_000),
      project('scenarios', ['test/scenarios/**/*.test.ts'], 180_000),
    ],
  },
})
