/** Approves, for `npm run schema:check`, that the parts of a removed subgraph are gone from the graph. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFileOf } from "./plan.js";
import type { SdlParts } from "./sdl-parts.js";

const approvalDays = 90;
const path = "schema/approvals.yaml";

interface Finding {
  coordinate: string;
  kind: string;
  fails: boolean;
}

/**
 * Writes an approval for each finding on the subgraph's parts and events that the check fails for; returns how many.
 * Where git knows no earlier graph, or has never had the subgraph, there are none.
 */
export function approveRemoval(
  root: string,
  name: string,
  parts: SdlParts,
  eventTypes: readonly string[],
): number {
  const own = runCheck(root).filter(({ fails, coordinate }) => {
    const [part = ""] = coordinate.split(/[(/]/);
    return fails && (parts.has(part) || parts.has(part.split(".")[0] ?? "") || eventTypes.includes(part));
  });
  if (own.length === 0) return 0;
  const until = new Date(Date.now() + approvalDays * 86_400_000).toISOString().slice(0, 10);
  const by = run("git", ["config", "user.name"], root).trim() || "npm run remove:subgraph";
  const entries = own.map(({ coordinate, kind }) =>
    [
      `- coordinate: ${JSON.stringify(coordinate)}`,
      `  kind: ${kind}`,
      `  reason: The subgraph ${name} is removed.`,
      `  by: ${JSON.stringify(by)}`,
      `  until: ${until}`,
    ].join("\n"),
  );
  const before = readFileOf(root, path) ?? "";
  writeFileSync(join(root, path), `${before}${entries.join("\n")}\n`);
  return own.length;
}

function runCheck(root: string): Finding[] {
  const options = ["--base-optional", "--format", "json"];
  const output = run(process.execPath, ["dist/commands/schema-check.js", ...options], root);
  return output.startsWith("{") ? (JSON.parse(output) as { findings: Finding[] }).findings : [];
}

function run(program: string, args: string[], root: string): string {
  return spawnSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).stdout ?? "";
}
