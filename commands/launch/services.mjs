/** The services that `npm run start:NAME` starts: the gateway, and each folder of subgraphs/ with a main.ts. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";

const folder = join(root, "subgraphs");
const subgraphs = (existsSync(folder) ? readdirSync(folder) : []).filter((name) =>
  existsSync(join(folder, name, "main.ts")),
);

/** By command, e.g. `start:auth`: the compiled module that runs the service alone in its process. */
export const serviceModules = {
  "start:gateway": "dist/gateway/main.js",
  ...Object.fromEntries(subgraphs.map((name) => [`start:${name}`, `dist/subgraphs/${name}/main.js`])),
};
