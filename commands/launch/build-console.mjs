/** Builds the console into web/dist with Vite, if what it is built from has changed since. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** Everything that is built from: the locked versions of packages, and sources. */
const inputs = ["package-lock.json", "web", "client", "subgraphs/auth/passwords/judge-password.ts"];

/** Folders that hold results. */
const isResult = (path) => /(^|\/)(dist|node_modules|\.dist-\d+)(\/|$)/.test(path);

const output = join(root, "web", "dist");

/** The file that says which inputs the files beside it were built from. */
const record = ".inputs";

/** Builds the console if necessary; resolves to the exit code. */
export async function buildConsole() {
  const hash = hashInputs();
  if (readRecord() === hash) return 0;
  // Under another name until it is whole: a gateway that runs goes on serving the files that it has.
  const part = join(root, "web", `.dist-${process.pid}`);
  try {
    const code = await run(process.execPath, [
      "node_modules/vite/bin/vite.js",
      "build",
      "web",
      "--outDir",
      part,
      "--emptyOutDir",
      "--logLevel",
      "warn",
    ]);
    if (code !== 0) return code;
    writeFileSync(join(part, record), hash);
    rmSync(output, { recursive: true, force: true });
    renameSync(part, output);
    return 0;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function readRecord() {
  try {
    return readFileSync(join(output, record), "utf8");
  } catch {
    return null;
  }
}

function hashInputs() {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap(filesOf).sort()) {
    hash
      .update(`${path}\n`)
      .update(readFileSync(join(root, path)))
      .update("\n");
  }
  return hash.digest("hex");
}

/** Returns the files below a folder, or the file itself; none if it is absent. */
function filesOf(path) {
  if (!existsSync(join(root, path))) return [];
  try {
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll("\\", "/"),
      )
      .filter((name) => !isResult(name));
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
}
