/**
 * The entry of every npm script. It uses only Node, so that it works in a fresh clone: it installs the locked
 * dependencies when they are absent or outdated, compiles changed files, and runs the command in this same process, so
 * that a signal reaches it directly.
 */
import { pathToFileURL } from "node:url";
import { build } from "./launch/build.mjs";
import { buildConsole } from "./launch/build-console.mjs";
import { loadEnvFile } from "./launch/env-file.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { root, run } from "./launch/run.mjs";
import { serviceModules } from "./launch/services.mjs";
import { benchmarks, findAnswer } from "./launch/usage.mjs";

/** Commands that are one compiled module, by name. */
const modules = {
  start: "dist/commands/start.js",
  ...serviceModules,
  "create-admin": "dist/commands/create-admin.js",
  "rotate-keys": "dist/commands/rotate-keys.js",
  seed: "dist/commands/seed.js",
  "import-users": "dist/commands/import-users.js",
  backup: "dist/commands/backup.js",
  restore: "dist/commands/restore.js",
  migrate: "dist/commands/migrate.js",
  "sync-users": "dist/commands/sync-users.js",
  "events:tail": "dist/commands/events-tail.js",
  "events:replay": "dist/commands/events-replay.js",
  example: "dist/examples/tour.js",
  generate: "dist/commands/generate.js",
  "operations:register": "dist/commands/register-operations.js",
  "schema:check": "dist/commands/schema-check.js",
  "schema:changelog": "dist/commands/schema-changelog.js",
  "schema:print": "dist/commands/schema-print.js",
  "new:subgraph": "dist/commands/new-subgraph.js",
  "remove:subgraph": "dist/commands/remove-subgraph.js",
  interop: "dist/test/interop/main.js",
};

const [command = "", ...args] = process.argv.slice(2);
const major = process.versions.node.split(".").map(Number);
const isTooOld = major[0] < 20 || (major[0] === 20 && major[1] < 19);
if (isTooOld && command !== "doctor") {
  console.error(`Gatehouse needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

const answer = findAnswer(command, args);
if (answer !== null) {
  (answer.exitCode === 0 ? console.log : console.error)(answer.text);
  process.exit(answer.exitCode);
}

if (command === "lock") {
  const { lock } = await import("./launch/lock.mjs");
  process.exit(await lock(args[0]));
}
if (command === "doctor") {
  const { doctor } = await import("./launch/doctor.mjs");
  await doctor(args);
  process.exit();
}
await ensureInstalled();
const isTest = command.startsWith("test");
await build({ tests: isTest || command === "interop" });
if (isTest || ["start", "start:gateway", "build"].includes(command)) {
  const code = await buildConsole();
  if (code !== 0) process.exit(code);
}

if (command === "build") {
  // It has been compiled above.
} else if (isTest) {
  const { test, testWatch } = await import("./launch/test.mjs");
  if (command === "test:watch") process.exitCode = await testWatch(args);
  else if (command === "test:servers") {
    const { testServers } = await import("./launch/test-servers.mjs");
    process.exitCode = await testServers(args);
  } else process.exitCode = await test(args, { full: command === "test:full" });
} else if (command === "dev") {
  const { dev } = await import("./launch/dev.mjs");
  process.exitCode = await withEnvFile(dev);
} else if (command === "example:board") {
  process.exitCode = await run(process.execPath, ["node_modules/vite/bin/vite.js", "examples/board"]);
} else if (command === "check") {
  const { check } = await import("./launch/check.mjs");
  process.exitCode = await check();
} else if (command === "format") {
  process.exitCode = await run(process.execPath, [
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--write",
    ".",
  ]);
} else if (command === "bench") {
  // One process for each benchmark, so that none warms up or slows another.
  const names = args.length > 0 ? args : benchmarks;
  for (const name of names) {
    const [benchmark, ...parts] = name.split(/[:,]/);
    process.exitCode ||= await run(process.execPath, ["--expose-gc", `dist/bench/${benchmark}.js`, ...parts]);
  }
} else if (modules[command]) {
  await withEnvFile(() => {
    process.argv.splice(1, 2, modules[command]);
    return import(pathToFileURL(`${root}/${modules[command]}`).href);
  });
} else {
  throw new Error(`${command} is known and has no module.`);
}

/** Runs a part of the product with the settings of .env. */
function withEnvFile(task) {
  try {
    loadEnvFile(process.env);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  return task();
}
