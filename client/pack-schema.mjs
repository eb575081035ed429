/** Copies the API, whole and as each role sees it, into the package, for the code generators of front ends. */
import { cpSync } from "node:fs";

for (const name of ["api.graphql", "api.user.graphql"]) {
  cpSync(new URL(`../schema/${name}`, import.meta.url), new URL(`schema/${name}`, import.meta.url));
}
