/**
 * `npm run lock`, after a change of dependencies: writes a new package-lock.json that every npm accepts; `-- ROUTER` that
 * of a router in deploy/routers/.
 * npm omits from the lock what it did not find: the optional packages of other platforms, when the registry in use has
 * only some of them. `npm ci` then calls the lock incomplete. This adds them by name; where the registry of such a
 * platform has them, they are installed as usual.
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

/**
 * Resolves all packages from package.json alone, completes the lock and replaces the file; returns the exit code.
 * `router` names a folder of deploy/routers/ whose lock it is, instead of the project's.
 */
export async function lock(router) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-lock-"));
  const source = router === undefined ? root : join(root, "deploy", "routers", router);
  try {
    const workspaces = workspacesOf(source);
    for (const workspace of workspaces) mkdirSync(join(folder, workspace), { recursive: true });
    const manifests = workspaces.map((workspace) => `${workspace}/package.json`);
    for (const name of ["package.json", ...manifests]) copyFileSync(join(source, name), join(folder, name));
    copyFileSync(join(root, ".npmrc"), join(folder, ".npmrc"));
    const code = await runNpm(["install", "--package-lock-only", "--loglevel=error"], { cwd: folder });
    if (code !== 0) return code;
    const written = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
    const added = complete(written.packages);
    written.packages = Object.fromEntries(
      Object.entries(written.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    writeFileSync(join(source, "package-lock.json"), `${JSON.stringify(written, null, 2)}\n`);
    console.log(`wrote package-lock.json; ${added} packages of other platforms added by name`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function workspacesOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).workspaces ?? [];
}

/** Adds every optional dependency that has no entry; returns their number. */
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

/** Returns the platform in a package's name, e.g. of `@swc/core-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = [...(words.includes("musl") ? ["musl"] : []), ...(words.includes("gnu") ? ["glibc"] : [])];
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}
