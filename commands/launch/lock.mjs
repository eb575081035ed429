/**
 * `npm run lock`, after a change of dependencies: writes package-lock.json anew, so that every npm accepts it.
 *
 * npm leaves out of the lock what it did not find: the optional packages of other platforms, when the registry
 * in use holds only some. Then `npm ci` calls the lock incomplete. They are added here by their names; where
 * such a platform's registry has them, they are installed as if they had been found.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runNpm } from "./run.mjs";

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** Resolves everything from package.json alone, completes the lock and puts it in its place; answers the exit code. */
export async function lock() {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-lock-"));
  try {
    for (const workspace of workspaces()) mkdirSync(join(folder, workspace), { recursive: true });
    const manifests = workspaces().map((workspace) => `${workspace}/package.json`);
    for (const name of ["package.json", ".npmrc", ...manifests])
      copyFileSync(join(root, name), join(folder, name));
    const code = await runNpm(["install", "--package-lock-only", "--loglevel=error"], { cwd: folder });
    if (code !== 0) return code;
    const written = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
    const added = complete(written.packages);
    written.packages = Object.fromEntries(
      Object.entries(written.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    writeFileSync(join(root, "package-lock.json"), `${JSON.stringify(written, null, 2)}\n`);
    console.log(`wrote package-lock.json; ${added} packages of other platforms added by name`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function workspaces() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).workspaces;
}

/** Adds every optional dependency that has no entry; answers how many. */
function complete(packages) {
  let added = 0;
  for (const [path, entry] of Object.entries({ ...packages })) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isFound(packages, path, name)) continue;
      packages[`node_modules/${name}`] = {
        version,
        optional: true,
        ...(entry.dev && { dev: true }),
        ...platformOf(name),
      };
      added += 1;
    }
  }
  return added;
}

/** Would a module at `path` find the package, in its own folder or one above? */
function isFound(packages, path, name) {
  if (packages[`${path === "" ? "" : `${path}/`}node_modules/${name}`]) return true;
  if (path === "") return false;
  const cut = path.lastIndexOf("/node_modules/");
  return isFound(packages, cut < 0 ? "" : path.slice(0, cut), name);
}

/** The platform that a package says in its name it is for, e.g. `@swc/core-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = [...(words.includes("musl") ? ["musl"] : []), ...(words.includes("gnu") ? ["glibc"] : [])];
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}
