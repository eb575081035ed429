/** Reads schema/lint-exceptions.yaml: which elements may break a rule of lint, and why. */
import { parse, YAMLParseError } from "yaml";
import { CheckError } from "../check-error.js";
import { lintRules } from "./rules.js";

/** One exception. */
export interface LintException {
  /** A coordinate; `*` in it stands for any text: `*`, `Legacy*`, `Product.*`. */
  coordinate: string;
  rule: string;
  reason: string;
}

const keys = ["coordinate", "rule", "reason"] as const;

/** @throws CheckError with everything that is wrong with the file, one a line. */
export function parseLintExceptions(text: string, path: string): LintException[] {
  let content: unknown;
  try {
    content = parse(text, { schema: "failsafe" });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CheckError([`${path} is not YAML: ${error.message.split("\n")[0]}`]);
  }
  if (content === null || content === undefined || content === "") return [];
  if (!Array.isArray(content)) throw new CheckError([`${path} must be a list of exceptions.`]);
  const problems = content.flatMap((entry, index) =>
    findFaults(entry).map((fault) => `${path}, exception ${index + 1}: ${fault}`),
  );
  if (problems.length > 0) throw new CheckError(problems);
  return content as LintException[];
}

function findFaults(entry: unknown): string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return ["it must be a mapping."];
  const values = entry as Record<string, unknown>;
  const unknown = Object.keys(values).filter((key) => !(keys as readonly string[]).includes(key));
  const missing = keys.filter((key) => typeof values[key] !== "string" || values[key].trim() === "");
  const { rule } = values;
  const isStrange = typeof rule === "string" && !missing.includes("rule") && !Object.hasOwn(lintRules, rule);
  return [
    ...unknown.map((key) => `there is no key ${JSON.stringify(key)} (known: ${keys.join(", ")}).`),
    ...missing.map((key) => `${key} is missing.`),
    ...(isStrange
      ? [`there is no rule ${JSON.stringify(rule)} (known: ${Object.keys(lintRules).join(", ")}).`]
      : []),
  ];
}
