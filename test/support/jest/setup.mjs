/** Prepares a process that runs test files: the imports of `@jest/globals` lead to `globals.mjs` beside this. */
import { register } from "node:module";

register(new URL("./resolve-globals.mjs", import.meta.url));
