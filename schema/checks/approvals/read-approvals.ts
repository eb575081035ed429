/** Reads schema/approvals.yaml: which findings a person has accepted, why, and until when. */
import { parse, YAMLParseError } from "yaml";
import { CheckError } from "../check-error.js";

/** One accepted finding. */
export interface Approval {
  coordinate: string;
  kind: string;
  reason: string;
  /** Who has accepted it. */
  by: string;
  /** The last day (`2027-03-31`), or the release of this project (`0.3.0`) in which it is no longer valid. */
  until: string;
}

const keys = ["coordinate", "kind", "reason", "by", "until"] as const;
const day = /^\d{4}-\d{2}-\d{2}$/;
const release = /^v?\d+\.\d+(\.\d+)?(-[\w.]+)?$/;

/** @throws CheckError with everything that is wrong with the file, one a line. */
export function parseApprovals(text: string, path: string): Approval[] {
  let content: unknown;
  try {
    // As text: a day would become a Date, a release a number.
    content = parse(text, { schema: "failsafe" });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CheckError([`${path} is not YAML: ${error.message.split("\n")[0]}`]);
  }
  if (content === null || content === undefined || content === "") return [];
  if (!Array.isArray(content)) throw new CheckError([`${path} must be a list of approvals.`]);
  const problems = content.flatMap((entry, index) =>
    findFaults(entry).map((fault) => `${path}, approval ${index + 1}: ${fault}`),
  );
  const seen = new Set<string>();
  for (const { coordinate, kind } of problems.length > 0 ? [] : (content as Approval[])) {
    const key = `${kind} of ${coordinate}`;
    if (seen.has(key)) problems.push(`${path}: ${key} is approved twice.`);
    seen.add(key);
  }
  if (problems.length > 0) throw new CheckError(problems);
  return content as Approval[];
}

function findFaults(entry: unknown): string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return ["it must be a mapping."];
  const values = entry as Record<string, unknown>;
  const unknown = Object.keys(values).filter((key) => !(keys as readonly string[]).includes(key));
  const missing = keys.filter((key) => typeof values[key] !== "string" || values[key].trim() === "");
  const until = values["until"];
  const faults = [
    ...unknown.map((key) => `there is no key ${JSON.stringify(key)} (known: ${keys.join(", ")}).`),
    ...missing.map((key) => `${key} is missing.`),
  ];
  if (typeof until !== "string" || missing.includes("until")) return faults;
  if (day.test(until)) return isCalendarDay(until) ? faults : [...faults, `until: there is no day ${until}.`];
  return release.test(until)
    ? faults
    : [...faults, `until must be a day (2027-03-31) or a release (0.3.0), not ${until}.`];
}

function isCalendarDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Is an approval past its day, or has its release come? */
export function isPast({ until }: Approval, now: Date, version: string): boolean {
  if (day.test(until)) return now.toISOString().slice(0, 10) > until;
  return compareReleases(version, until) >= 0;
}

function compareReleases(a: string, b: string): number {
  const numbers = (text: string) => (/^v?([\d.]+)/.exec(text)?.[1] ?? "").split(".").map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
