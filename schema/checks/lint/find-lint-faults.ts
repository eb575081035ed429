/** The chapter on lint: what of the new schema breaks the project's rules, but for the exceptions. */
import type { Finding } from "../finding.js";
import type { ChapterInput } from "../schema-version.js";
import type { LintException } from "./read-exceptions.js";
import { lintRules } from "./rules.js";

/** Returns a finding for each fault that no exception covers, and for each exception that covers none. */
export function findLintFaults(
  { head: { apiSchema, supergraphSdl } }: Pick<ChapterInput, "head">,
  exceptions: readonly LintException[],
): Finding[] {
  const patterns = exceptions.map((one) => ({ ...one, pattern: toPattern(one.coordinate), isUsed: false }));
  const findings = new Map<string, Finding>();
  const tell = (kind: string, coordinate: string, message: string) =>
    findings.set(`${kind} ${coordinate} ${message}`, {
      chapter: "lint",
      severity: "dangerous",
      kind,
      coordinate,
      message,
    });
  for (const [rule, find] of Object.entries(lintRules)) {
    for (const { coordinate, message } of find(apiSchema, supergraphSdl)) {
      const covering = patterns.filter((one) => one.rule === rule && one.pattern.test(coordinate));
      for (const one of covering) one.isUsed = true;
      if (covering.length === 0) tell(rule, coordinate, message);
    }
  }
  for (const { rule, coordinate } of patterns.filter(({ isUsed }) => !isUsed))
    tell(
      "idle-exception",
      coordinate,
      `This exception from ${rule} covers nothing: take it out, or correct it.`,
    );
  return [...findings.values()];
}

function toPattern(coordinate: string): RegExp {
  const parts = coordinate.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
