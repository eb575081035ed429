/** Hive Gateway, by its package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Router } from "./router.js";
import { environmentOf, folderOf, installPackages, startRouterProcess } from "./router-process.js";

const name = "hive";
const folder = folderOf(name);
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** The router; `npm ci` installs it. */
export const hiveRouter: Router = {
  title: `Hive Gateway ${manifest.dependencies["@graphql-hive/gateway"]}`,
  addressHeader: "x-real-ip",
  install: () => installPackages(name),
  start: (options) =>
    startRouterProcess(
      process.execPath,
      [join(folder, "node_modules", "@graphql-hive", "gateway", "dist", "bin.js"), "supergraph"],
      folder,
      environmentOf(options),
    ),
};
