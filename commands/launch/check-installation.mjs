/** Checks that node_modules and dist/ are those of the sources. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { note, ok, wrong } from "./doctor-findings.mjs";
import { lockedPackages, whyInstall } from "./install.mjs";
import { describeTurn } from "./install-turn.mjs";
import { root } from "./run.mjs";

export function checkInstallation() {
  const turn = describeTurn();
  const turns = turn === null ? [] : [note("packages", turn, undefined)];
  const stale = unlockedDependency();
  if (stale !== null) {
    return [
      ...turns,
      wrong(
        "packages",
        `package.json asks for ${stale}, and package-lock.json has another.`,
        "Run: npm run lock",
      ),
    ];
  }
  const why = whyInstall();
  if (why !== null)
    return [
      ...turns,
      wrong("packages", `The locked packages must be installed: ${why}.`, "Run: npm ci --include=dev"),
    ];
  const packages = lockedPackages(root, process.env.NODE_ENV !== "production");
  const absent = packages
    .filter(([path]) => !existsSync(join(root, path, "package.json")))
    .map(([path]) => path);
  if (absent.length > 0) {
    return [
      ...turns,
      wrong(
        "packages",
        `Packages that are installed and not there: ${absent.length}, such as ${absent[0]}.`,
        "Run: npm ci --include=dev",
      ),
    ];
  }
  return [...turns, ok("packages", `${packages.length} packages are installed as locked.`)];
}

/** Returns a dependency of package.json that the lock file lacks, or has in another version; null when they agree. */
function unlockedDependency() {
  const read = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));
  const locked = read("package-lock.json").packages[""];
  const manifest = read("package.json");
  for (const kind of ["dependencies", "devDependencies"]) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (locked[kind]?.[name] !== version) return `${name} ${version}`;
    }
  }
  return null;
}

export async function checkBuild() {
  try {
    const count = await build();
    return ok(
      "build",
      count === 0 ? "dist/ is up to date." : `dist/ was not up to date; ${count} files are compiled.`,
    );
  } catch (error) {
    return wrong(
      "build",
      `The sources cannot be compiled: ${error.message.split("\n")[0]}`,
      "Mend the source, or let this user write dist/.",
    );
  }
}
