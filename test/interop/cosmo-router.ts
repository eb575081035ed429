/** Cosmo Router, a program of its own that the user names; its packages only compose what it reads. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { StartError } from "../../platform/lifecycle.js";
import { projectRoot } from "../../platform/project-root.js";
import { subgraphNames } from "../../schema/services.js";
import type { Router } from "./router.js";
import { environmentOf, folderOf, installPackages, runToEnd, startRouterProcess } from "./router-process.js";

const name = "cosmo";
const folder = folderOf(name);

/** The version that docs/routers.md has measured; the program does not tell its own. */
const cosmoVersion = "0.341.0";

/** Returns the router that the program at `binary` is. */
export const cosmoRouter = (binary: string | undefined): Router => ({
  title: `Cosmo Router ${cosmoVersion}`,
  addressHeader: "x-real-ip",
  async install() {
    if (binary === undefined || !existsSync(binary)) {
      throw new StartError(
        `Get Cosmo Router ${cosmoVersion} (docs/routers.md says where) and name the program: npm run interop -- cosmo --binary PATH.`,
      );
    }
    await installPackages(name);
  },
  async start(options) {
    const work = mkdtempSync(join(tmpdir(), "gatehouse-cosmo-"));
    const environment = environmentOf(options);
    const schemas = options.enforces ? join(projectRoot, "schema") : writeBareSchemas(work);
    const folders = { SCHEMA_FOLDER: schemas, OUTPUT_FOLDER: work };
    const code = await runToEnd(process.execPath, ["compose.mjs"], folder, { ...environment, ...folders });
    if (code !== 0)
      throw new StartError("The subgraphs do not compose for Cosmo; the output above says why.");
    const config = parse(readFileSync(join(folder, "config.yaml"), "utf8"));
    if (!options.enforces) for (const part of ["authentication", "authorization"]) delete config[part];
    writeFileSync(join(work, "config.yaml"), stringify(config));
    const running = await startRouterProcess(binary!, ["--config", join(work, "config.yaml")], work, {
      ...environment,
      EXECUTION_CONFIG: join(work, "execution-config.json"),
      DO_NOT_TRACK: "1",
    });
    const stop = async () => {
      await running.stop();
      rmSync(work, { recursive: true });
    };
    return { url: running.url, stop };
  },
});

/** Without the directives nothing tells the router whom to refuse. */
function writeBareSchemas(work: string): string {
  // Their names in the head of the SDL stand in quotes.
  const directives = /\s+@(?:authenticated|requiresScopes\([^)]*\)|policy\([^)]*\))/g;
  const [source, target] = [join(projectRoot, "schema"), join(work, "schema")];
  mkdirSync(target);
  for (const file of ["supergraph", ...subgraphNames].map((schema) => `${schema}.graphql`)) {
    const sdl = readFileSync(join(source, file), "utf8");
    writeFileSync(join(target, file), file === "supergraph.graphql" ? sdl : sdl.replace(directives, ""));
  }
  return target;
}
