/** What is written to the log: no line that a client has made up, nothing that a terminal obeys, no secret of the settings. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { StartError } from "../../platform/lifecycle.js";
import { openLog } from "../../platform/log.js";
import { projectRoot } from "../../platform/project-root.js";
import { rememberCredentials } from "../../platform/text/redact.js";
import { temporaryFolder } from "../support/command.js";

const nasty = "Name\n[21:00:00] ERROR: gateway: forged\r\u001b[2J\u009b31m\u202e\u2028\u{e0041}\u0000end";
// What a terminal obeys, or cannot show.
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{E0000}-\u{E007F}]/u;

/** What a process prints that logs the line, with colours off, as to a pipe. */
function print(format: "pretty" | "json", line: string): string {
  const modules = ["log", "text/redact"].map(
    (name) => pathToFileURL(join(projectRoot, "dist", "platform", `${name}.js`)).href,
  );
  const script = `
    const [{ openLog }, { rememberCredentials }] = await Promise.all(${JSON.stringify(modules)}.map((one) => import(one)));
    rememberCredentials("redis://n:hush-hush@redis");
    const { log, close } = openLog("gateway", { level: "info", terminal: ${JSON.stringify(format)}, directory: undefined });
    const nasty = ${JSON.stringify(nasty)};
    ${line}
    close();`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

describe("the log on the terminal", () => {
  it("escapes what clients choose in every field, so that no line is forged", () => {
    const output = print(
      "pretty",
      "log.info({ agent: nasty, [nasty]: { inner: [nasty] } }, 'query ' + nasty);",
    );
    const lines = output.trimEnd().split("\n");
    expect(lines[0]).toMatch(/INFO: gateway: query Name\\n\[21:00:00\] ERROR: gateway: forged\\r\\u001b\[2J/);
    expect(lines.filter((line) => /^\[\d\d:/.test(line))).toHaveLength(1);
    for (const line of lines) expect(line).not.toMatch(obeyed);
  });

  it("keeps the lines of a stack, indented, and escapes the rest of it", () => {
    const output = print("pretty", "log.error({ err: new Error(nasty) }, 'failed');");
    const lines = output.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}/);
    for (const line of lines) expect(line).not.toMatch(obeyed);
  });

  it("writes JSON that means the same, and obeys no terminal", () => {
    const output = print("json", "log.info({ agent: nasty }, nasty);").trimEnd();
    expect(output).not.toMatch(obeyed);
    expect(JSON.parse(output)).toMatchObject({ agent: nasty, msg: nasty });
  });

  it.each(["pretty", "json"] as const)(
    "hides a secret of the settings that an error quotes, as %s",
    (format) => {
      const output = print(
        format,
        "log.error({ err: new Error('unknown command HELLO 3 AUTH n hush-hush') }, 'x hush-hush');",
      );
      expect(output).not.toContain("hush");
      expect(output).toContain("[redacted]");
    },
  );
});

describe("the log in a file", () => {
  it("is a failed start when it cannot be opened", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "gateway.log"));
    expect(() => openLog("gateway", { level: "info", terminal: "off", directory: folder })).toThrow(
      StartError,
    );
  });

  it("is guarded in the same way", async () => {
    const folder = temporaryFolder();
    rememberCredentials("redis://n:hush-hush@redis");
    const { log, close } = openLog("gateway", { level: "info", terminal: "off", directory: folder });
    log.info({ agent: nasty }, "hush-hush");
    await close();
    const text = readFileSync(join(folder, "gateway.log"), "utf8");
    expect(text.trimEnd()).not.toMatch(obeyed);
    expect(text).not.toContain("hush");
    expect(JSON.parse(text)).toMatchObject({ agent: nasty, msg: "[redacted]" });
  });
});
