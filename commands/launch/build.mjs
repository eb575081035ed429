/** Compiles the changed TypeScript sources file by file into dist/; swc strips the types. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./run.mjs";

const folders = [
  "bench",
  "client",
  "commands",
  "embedded-mongo",
  "examples",
  "gateway",
  "platform",
  "schema",
  "subgraphs",
  "web",
];

/** Packages of their own: each has its own dist/. */
const workspaces = ["client", "embedded-mongo"];
const outputFolders = ["dist", ...workspaces.map((folder) => `${folder}/dist`)];
const workspaceOf = new RegExp(`^(?:${workspaces.join("|")})/`);

const options = {
  cwd: root,
  swcrc: false,
  sourceMaps: true,
  jsc: { parser: { syntax: "typescript" }, target: "es2023" },
  module: { type: "es6" },
};

/** Updates dist/, tests only if requested; resolves to the number of compiled files. */
export async function build({ tests = false } = {}) {
  const sources = new Set(
    [...folders, "test"]
      .flatMap((folder) => filesBelow(folder, ".ts"))
      .filter((path) => tests || !isTest(path)),
  );
  const outputs = new Set(Array.from(sources, outputOf));
  for (const output of outputFolders.flatMap((folder) => filesBelow(folder, ".js"))) {
    if (!tests && isTest(output)) continue;
    if (!outputs.has(output)) rmSync(join(root, output));
  }
  const compiler = modified("commands/launch/build.mjs");
  const stale = [...sources].filter(
    (source) => modified(outputOf(source)) < Math.max(modified(source), compiler),
  );
  if (stale.length === 0) return 0;
  const { transformFile } = await import("@swc/core");
  await Promise.all(
    stale.map(async (source) => {
      const { code, map } = await transformFile(join(root, source), options);
      const output = join(root, outputOf(source));
      mkdirSync(dirname(output), { recursive: true });
      const inline = Buffer.from(map).toString("base64");
      // Written to another name and renamed: another process that builds at the same time never reads half a file.
      const part = `${output}.${process.pid}`;
      const text = isTest(source) ? withOwnGlobals(code, output) : code;
      writeFileSync(part, `${text}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`);
      renameSync(part, output);
    }),
  );
  return stale.length;
}

/** Returns the compiled file of a source: a package has its own dist/, all other code is in the project's. */
export function outputOf(source) {
  const [workspace = ""] = workspaceOf.exec(source) ?? [];
  return `${workspace}dist/${source.slice(workspace.length, -".ts".length)}.js`;
}

/**
 * Jest's own package of this name works inside Jest's contexts only. (A resolution hook at run time would send each import of a
 * test process through a thread of its own.)
 */
function withOwnGlobals(code, output) {
  const globals = relative(dirname(output), join(root, "test/support/jest/globals.mjs"));
  return code.replace('from "@jest/globals"', () => `from "${globals.replaceAll("\\", "/")}"`);
}

/** The console is built by Vite: of its sources, only tests use what this compiles. */
const isTest = (path) => /^(?:dist\/)?web\/|^(?:\w[\w-]*\/)?(?:dist\/)?test\/|\.test\.[jt]s$/.test(path);

function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

/** Returns the paths with an extension, relative to the project; none when the folder is absent. */
function filesBelow(folder, ending) {
  try {
    return readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
      .filter((name) => name.endsWith(ending) && !name.endsWith(".d.ts"))
      .filter((name) => !name.includes("/node_modules/") && (ending !== ".ts" || !name.includes("/dist/")));
  } catch {
    return [];
  }
}
