/** Which findings fail the check until a person approves them. */
import type { Finding } from "./finding.js";

/** Dangerous kinds that change in silence what clients get, or that announce a broken promise. */
const dangerousForPersons = new Set([
  "argument-default-changed",
  "input-field-default-changed",
  "directive-argument-default-changed",
  "deprecation-ends-too-soon",
]);

/**
 * Everything breaking does, and of the dangerous findings: changed defaults, deprecations that end too soon,
 * authorization that refuses a registered operation, and whatever lint reports. With `onlyUsed` a change of the API needs a
 * person only if a registered operation uses what it changes.
 */
export function needsPerson(
  { chapter, severity, kind, hits = [] }: Finding,
  { onlyUsed }: { onlyUsed: boolean },
): boolean {
  if (severity === "safe") return false;
  if (onlyUsed && chapter === "changes" && hits.length === 0) return false;
  if (severity === "breaking") return true;
  if (chapter === "authorization") return hits.length > 0;
  return chapter === "lint" || dangerousForPersons.has(kind);
}
