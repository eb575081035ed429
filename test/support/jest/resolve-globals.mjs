/** A module resolution hook (https://nodejs.org/api/module.html#customization-hooks). */
const globals = new URL("./globals.mjs", import.meta.url).href;

/** Jest's own package of this name works inside Jest's contexts only. */
export function resolve(specifier, context, nextResolve) {
  return specifier === "@jest/globals"
    ? { url: globals, shortCircuit: true }
    : nextResolve(specifier, context);
}
