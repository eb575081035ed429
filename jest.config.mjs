import { availableParallelism } from "node:os";

/** Jest runs the TypeScript sources as native ES modules; swc strips the types. */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "es6" } },
    ],
  },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // Kills, floods and long random runs: `npm run test:full` runs them too.
  testPathIgnorePatterns: process.env.TEST_TIER === "full" ? [] : ["\\.full\\.test\\.ts$"],
  globalSetup: "<rootDir>/test/support/global-setup.mjs",
  globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
  testTimeout: 60_000,
  // Three at least: some test files mostly wait for processes that they have started.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  reporters: ["default", "<rootDir>/test/support/closing-line.mjs"],
  collectCoverageFrom: ["{gateway,subgraphs,platform,embedded-mongo,commands}/**/*.ts"],
  coverageProvider: "v8",
  coverageReporters: ["text-summary", "lcov"],
};
