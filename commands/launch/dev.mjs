/**
 * `npm run dev`: the system and the console from their sources. Vite serves the console and replaces what changes in the
 * open page; the system starts anew when its own sources change.
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "./build.mjs";
import { root, run } from "./run.mjs";

/** Whose changes start the system anew. */
const sources = ["commands", "embedded-mongo", "gateway", "platform", "schema", "subgraphs"];

/** The address of Vite's server, which the links in mails lead to as well. */
const consoleUrl = "http://localhost:5173/app";

/** Editors write a file in several steps. */
const settleMilliseconds = 200;

/** Runs both until Ctrl-C; resolves to the exit code. */
export async function dev() {
  process.env.APP_URL ??= consoleUrl;
  const changes = watchSources();
  const vite = spawn(process.execPath, ["node_modules/vite/bin/vite.js", "web", "--clearScreen", "false"], {
    cwd: root,
    stdio: "inherit",
  });
  let system = startSystem();
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    vite.kill("SIGTERM");
    changes.stop();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  vite.once("exit", stop);
  for await (const files of changes.batches) {
    if (files.some((file) => file.endsWith(".graphql"))) {
      const code = await run(process.execPath, ["dist/commands/generate.js"]);
      if (code !== 0) continue;
    }
    if (files.every((file) => file.startsWith("web/"))) continue;
    try {
      await build();
    } catch (error) {
      // A syntax error in a source: the next change may mend it.
      console.error(error.message);
      continue;
    }
    console.log(`${files[0]} has changed: the system starts anew.`);
    await end(system);
    if (!isStopping) system = startSystem();
  }
  await end(system);
  return 0;
}

function startSystem() {
  return spawn(process.execPath, ["dist/commands/start.js"], { cwd: root, stdio: "inherit" });
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}

/** Returns changed files in batches, and what ends them. Generated files and tests start nothing. */
function watchSources() {
  let touched = new Set();
  let isStopped = false;
  let wake = () => {};
  const note = (file) => {
    const isSource =
      /\.(ts|json|graphql)$/.test(file) && !/generated|\.test\.ts$|^schema\/(api|super)/.test(file);
    const isOperation = file.startsWith("web/") && file.endsWith(".graphql");
    if (isOperation || (isSource && !file.startsWith("web/") && !/\/(dist|node_modules)\//.test(file))) {
      touched.add(file);
      wake();
    }
  };
  const watchers = [...sources, "web"].map((folder) =>
    watch(`${root}/${folder}`, { recursive: true }, (_event, name) => {
      if (name) note(`${folder}/${name.replaceAll("\\", "/")}`);
    }),
  );
  async function* batches() {
    while (!isStopped) {
      if (touched.size === 0) await new Promise((resolve) => (wake = resolve));
      if (isStopped) return;
      await delay(settleMilliseconds);
      const files = [...touched];
      touched = new Set();
      yield files;
    }
  }
  return {
    batches: batches(),
    stop() {
      isStopped = true;
      for (const watcher of watchers) watcher.close();
      wake();
    },
  };
}
