/** `npm run check`: every static check, one line for each, and the output of those that fail. */
import { spawn } from "node:child_process";
import { root } from "./run.mjs";

const bin = (name, path) => [process.execPath, `node_modules/${name}/${path}`];

/** Each with its name, and the commands that must all succeed. */
const steps = [
  ["format and lint", [...bin("@biomejs/biome", "bin/biome"), "check", "."]],
  [
    "types",
    [...bin("typescript", "bin/tsc"), "--noEmit"],
    [...bin("typescript", "bin/tsc"), "--noEmit", "--project", "web"],
  ],
  [
    "dependency rules",
    [...bin("dependency-cruiser", "bin/dependency-cruise.mjs"), "--config", ".dependency-cruiser.cjs", "."],
  ],
  ["dead code and exports", [...bin("knip", "bin/knip.js")]],
  [
    "generated files, composition and changes of the schema",
    [process.execPath, "dist/commands/generate.js", "--check"],
    [process.execPath, "dist/commands/schema-check.js", "--base-optional"],
  ],
];

/** Runs all steps, two at a time; resolves to 0 when all pass, else 1. */
export async function check() {
  const queue = [...steps];
  let failures = 0;
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const [name, ...commands] = step;
      const results = [];
      for (const [program, ...args] of commands) results.push(await capture(program, args));
      const failed = results.filter(({ code }) => code !== 0);
      console.log(`${failed.length === 0 ? "ok    " : "FAILED"} ${name}`);
      for (const { output } of failed) console.log(output);
      failures += failed.length === 0 ? 0 : 1;
    }
  };
  await Promise.all([worker(), worker()]);
  return failures === 0 ? 0 : 1;
}

function capture(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, FORCE_COLOR: "0" } });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
