/** How findings are printed, and how checks run concurrently. */
import { describe, expect, it } from "@jest/globals";
import { rememberSecret } from "../../platform/text/redact.js";
import {
  asSentence,
  type Finding,
  formatFinding,
  formatJson,
  formatSummary,
  note,
  ok,
  wrong,
} from "./finding.js";
import { runChecks } from "./run-checks.js";

const fine: Finding = { check: "a", state: "ok", text: "Fine." };
const bad: Finding = { check: "b", state: "wrong", text: "It is off.", mend: "Turn it on." };

describe("a finding", () => {
  it("is one line of state, check, text and mend", () => {
    expect([fine, bad].map(formatFinding)).toEqual([
      "ok     a             Fine.",
      "wrong  b             It is off. Turn it on.",
    ]);
  });

  it("is counted at the end, and makes the JSON document say whether all is well", () => {
    expect(formatSummary([fine, bad, { ...fine, state: "note" }])).toBe("Wrong: 1; notes: 1.");
    expect(formatSummary([fine])).toBe("Nothing is wrong.");
    expect(JSON.parse(formatJson([fine, bad]))).toEqual({ ok: false, findings: [fine, bad] });
    expect(JSON.parse(formatJson([fine, { ...fine, state: "note" }])).ok).toBe(true);
  });

  it("ends the words of others as a sentence", () =>
    expect(["it failed", "it failed.", 'it said "no."', "why?"].map(asSentence)).toEqual([
      "it failed.",
      "it failed.",
      'it said "no."',
      "why?",
    ]));
});

describe("checks", () => {
  const run = async (checks: Parameters<typeof runChecks>[0]) => {
    const found: Finding[] = [];
    await runChecks(checks, (some) => found.push(...some), 50);
    return found;
  };

  it("are all run, in their order, whatever one of them does and however long", async () => {
    const found = await run([
      ["never", () => new Promise(() => {})],
      [
        "throws",
        () => {
          throw new Error("a fault");
        },
      ],
      ["two", async () => [ok("One."), note("Two.")]],
    ]);
    expect(found.map(({ check, state, text }) => [check, state, text])).toEqual([
      ["never", "wrong", "This check failed: it did not end within 0.05 seconds."],
      ["throws", "wrong", "This check failed: a fault."],
      ["two", "ok", "One."],
      ["two", "note", "Two."],
    ]);
  });

  it("say no secret of the settings, and nothing that a terminal obeys", async () => {
    rememberSecret("hush-hush-hush");
    const [found] = await run([
      ["says", () => [wrong("It said hush-hush-hush\u001b[2J.", "Ask hush-hush-hush.\n")]],
    ]);
    expect(found).toMatchObject({ text: "It said [redacted]\\u001b[2J.", mend: "Ask [redacted].\\n" });
  });
});
