/** Compiles the TypeScript sources file by file into dist/, only those that changed; swc strips the types. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./run.mjs";

const folders = [
  "bench",
  "commands",
  "embedded-mongo",
  "examples",
  "gateway",
  "platform",
  "schema",
  "subgraphs",
];

const options = {
  cwd: root,
  swcrc: false,
  sourceMaps: true,
  jsc: { parser: { syntax: "typescript" }, target: "es2023" },
  module: { type: "es6" },
};

/** Brings dist/ up to date, the tests in it only if asked; resolves to the number of files compiled. */
export async function build({ tests = false } = {}) {
  const compiledFolders = tests ? [...folders, "test"] : folders;
  const sources = new Set(compiledFolders.flatMap((folder) => filesBelow(folder, ".ts")));
  for (const output of filesBelow("dist", ".js")) {
    if (!tests && output.startsWith("dist/test/")) continue;
    if (!sources.has(`${output.slice("dist/".length, -3)}.ts`)) rmSync(join(root, output));
  }
  const stale = [...sources].filter((source) => modified(outputOf(source)) < modified(source));
  if (stale.length === 0) return 0;
  const { transformFile } = await import("@swc/core");
  await Promise.all(
    stale.map(async (source) => {
      const { code, map } = await transformFile(join(root, source), options);
      const output = join(root, outputOf(source));
      mkdirSync(dirname(output), { recursive: true });
      const inline = Buffer.from(map).toString("base64");
      // Written aside and renamed: another process that builds at the same time never reads half a file.
      const part = `${output}.${process.pid}`;
      writeFileSync(part, `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`);
      renameSync(part, output);
    }),
  );
  return stale.length;
}

function outputOf(source) {
  return `dist/${source.slice(0, -3)}.js`;
}

function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

/** Paths relative to the project with the given ending; none when the folder is absent. */
function filesBelow(folder, ending) {
  try {
    return readdirSync(join(root, folder), { recursive: true })
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
      .filter((name) => name.endsWith(ending) && !name.endsWith(".d.ts"));
  } catch {
    return [];
  }
}
