/** Bundles a script for the browser, as the build of an app does. */
import { join } from "node:path";
import { projectRoot } from "../../platform/project-root.js";

export interface BundleOptions {
  /** Modules that are left out: the page has them by other means. */
  external?: (string | RegExp)[];
  /** Expressions of the source, and the text that stands for each. */
  define?: Record<string, string>;
}

/** Returns the bundle of an entry, a path in the project, as the text of one minified module. */
export async function bundleScript(
  entry: string,
  { external = [], define = {} }: BundleOptions = {},
): Promise<string> {
  const { build } = await import("vite");
  const result = await build({
    root: projectRoot,
    configFile: false,
    logLevel: "error",
    define: { ...define, "process.env.NODE_ENV": JSON.stringify("production") },
    build: {
      write: false,
      minify: true,
      rolldownOptions: {
        external,
        input: join(projectRoot, entry),
        preserveEntrySignatures: "exports-only",
        output: { format: "es", codeSplitting: false },
      },
    },
  });
  const outputs = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
  return outputs.map((one) => ("code" in one ? one.code : "")).join("\n");
}
