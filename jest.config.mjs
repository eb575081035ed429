import { availableParallelism } from "node:os";

/** Jest runs the compiled tests in dist/test; commands/launch/test.mjs compiles them and translates paths. */
export default {
  testEnvironment: "node",
  transform: {},
  runner: "<rootDir>/test/support/jest/runner.mjs",
  // Jest looks at every file below, at each run.
  roots: ["<rootDir>/dist", "<rootDir>/client/dist", "<rootDir>/embedded-mongo/dist"],
  // Unit tests of pure parts stand beside them; whole-system suites are in test/.
  testMatch: ["<rootDir>/dist/**/*.test.js", "<rootDir>/embedded-mongo/dist/test/**/*.test.js"],
  // Kills, floods and long random runs: `npm run test:full` runs them too.
  testPathIgnorePatterns: process.env.TEST_TIER === "full" ? [] : ["\\.full\\.test\\.js$"],
  globalSetup: "<rootDir>/test/support/jest/global-setup.mjs",
  globalTeardown: "<rootDir>/test/support/jest/global-teardown.mjs",
  // Three at least: some test files mostly wait for processes that they have started.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  reporters: ["default", "<rootDir>/test/support/jest/closing-line.mjs"],
};
