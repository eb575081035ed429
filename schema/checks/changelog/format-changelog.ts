/** The changelog of the API, for people who write clients. */
import type { Finding } from "../finding.js";

/** Sections in the order of the page, each with the findings that belong to it. */
const sections: readonly (readonly [title: string, belongs: (finding: Finding) => boolean])[] = [
  ["Breaking", ({ chapter, severity }) => chapter !== "authorization" && severity === "breaking"],
  ["Who may use what", ({ chapter }) => chapter === "authorization"],
  ["Deprecated", ({ kind }) => kind === "deprecation-added" || kind === "deprecation-reason-changed"],
  ["No longer deprecated", ({ kind }) => kind === "deprecation-removed"],
  ["Added", ({ kind }) => kind.endsWith("-added")],
  ["Changed", () => true],
];

/** Returns a page in Markdown; a change stands in the first section that it belongs to. */
export function formatChangelog(from: string, to: string, findings: readonly Finding[]): string {
  const rest = new Set(findings);
  const parts = sections.flatMap(([title, belongs]) => {
    const own = [...rest].filter(belongs).sort((a, b) => (a.coordinate < b.coordinate ? -1 : 1));
    for (const finding of own) rest.delete(finding);
    return own.length === 0 ? [] : ["", `## ${title}`, "", ...own.map(describe)];
  });
  const nothing = parts.length === 0 ? ["", "Nothing that a client sees has changed."] : [];
  return `${[`# Changes of the API from ${from} to ${to}`, ...parts, ...nothing].join("\n")}\n`;
}

/** What a reader needs beside the coordinate: additions speak for themselves. */
function describe({ chapter, coordinate, kind, was, is, message, severity }: Finding): string {
  const change = [was, is].flatMap((value) => (value === undefined ? [] : `\`${value}\``)).join(" → ");
  const what = `- \`${coordinate}\`: ${kind.replaceAll("-", " ")}${change === "" ? "" : `, ${change}`}.`;
  const isPlain = severity === "safe" && chapter !== "authorization";
  return isPlain ? what : `${what} ${message.replace(/\s*\n\s*/g, " ")}`;
}
