/** The finding of a check, and its printed form. */
import { toPrintable } from "../../platform/text/printable.js";
import { redactSecrets } from "../../platform/text/redact.js";

/** `note`: it works, but may be unintended; `wrong`: something does not work, or will not. */
export type FindingState = "ok" | "note" | "wrong";

/** One statement of a check. */
export interface Finding {
  /** The check, in one word or two. */
  check: string;
  state: FindingState;
  /** The state, or the problem: sentences. */
  text: string;
  /** The mend: a sentence. */
  mend?: string;
}

/** A finding without the name of its check. */
export type Result = Omit<Finding, "check">;

/** Ends a foreign text, such as a driver's error, like a sentence. */
export const asSentence = (text: string): string => (/[.!?]\W?$/.test(text) ? text : `${text}.`);

export const ok = (text: string): Result => ({ state: "ok", text });
export const note = (text: string, mend?: string): Result => withMend({ state: "note", text }, mend);
export const wrong = (text: string, mend?: string): Result => withMend({ state: "wrong", text }, mend);

const withMend = (result: Result, mend: string | undefined): Result =>
  mend === undefined ? result : { ...result, mend };

/** Returns the finding without secrets of the settings and without characters that a terminal would interpret. */
export function toSafeFinding({ check, state, text, mend }: Finding): Finding {
  const safe = (value: string) => toPrintable(redactSecrets(value));
  return { check, ...withMend({ state, text: safe(text) }, mend === undefined ? undefined : safe(mend)) };
}

/** Returns the finding as one line. */
export function formatFinding({ check, state, text, mend }: Finding): string {
  return `${state.padEnd(5)}  ${check.padEnd(12)}  ${text}${mend === undefined ? "" : ` ${mend}`}`;
}

/** Returns the last line of the report. */
export function formatSummary(findings: readonly Finding[]): string {
  const count = (state: FindingState) => findings.filter((finding) => finding.state === state).length;
  const notes = count("note") === 0 ? "" : `; notes: ${count("note")}`;
  return count("wrong") === 0 ? `Nothing is wrong${notes}.` : `Wrong: ${count("wrong")}${notes}.`;
}

/** Returns the report as one JSON document on one line. */
export function formatJson(findings: readonly Finding[]): string {
  return JSON.stringify({ ok: findings.every(({ state }) => state !== "wrong"), findings });
}
