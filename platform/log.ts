/** Writes the log: readable lines on the terminal and JSON lines in logs/SERVICE.log. */
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { type DestinationStream, type Logger, multistream, pino, stdTimeFunctions } from "pino";
import pinoPretty from "pino-pretty";
import { StartError } from "./lifecycle.js";
import type { LogConfig } from "./log-config.js";
import { currentTrace } from "./telemetry/current-trace.js";
import { toPrintable, toPrintableJson } from "./text/printable.js";
import { redactSecrets } from "./text/redact.js";

export type { Logger } from "pino";

/** Values under these names are secrets. */
const secretNames = [
  "password",
  "currentPassword",
  "newPassword",
  "accessToken",
  "refreshToken",
  "challenge",
  "recoveryCodes",
  "secret",
  "token",
  "authorization",
];

/**
 * Opens the log of one service. `close` resolves once all lines are in the file.
 * @throws StartError when the folder is not writable.
 */
export function openLog(service: string, config: LogConfig): { log: Logger; close: () => Promise<void> } {
  const streams: { stream: DestinationStream; level: "debug" }[] = [];
  let flush = () => Promise.resolve();
  if (config.directory !== undefined) {
    const file = join(config.directory, `${service}.log`);
    try {
      mkdirSync(config.directory, { recursive: true });
      // Opened here, so that a file that cannot be opened fails the start, and a start that fails at once can still
      // write to it.
      const destination = pino.destination({ dest: openSync(file, "a", 0o600), sync: false });
      streams.push({ level: "debug", stream: redacted(destination) });
      destination.on("error", () => {});
      flush = () =>
        new Promise((resolve) => {
          destination.once("drain", resolve).once("error", () => resolve());
          // `drain` follows each write once nothing is left to be written.
          destination.write("");
        });
    } catch (error) {
      throw new StartError(
        `The log folder ${config.directory} cannot be written: ${(error as Error).message}`,
      );
    }
  }
  if (config.terminal === "pretty") {
    const pretty = pinoPretty({
      ignore: "pid,hostname,service",
      translateTime: "HH:MM:ss",
      messageFormat: "{service}: {msg}",
      sync: true,
    });
    streams.push({ level: "debug", stream: { write: (line) => void pretty.write(toPrintableLine(line)) } });
  } else if (config.terminal === "json") {
    streams.push({ level: "debug", stream: redacted(pino.destination({ dest: 1, sync: true })) });
  }
  const log = pino(
    {
      level: config.level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      // The gateway has no current trace: there, the log of a request has these fields.
      mixin: () => currentTrace()?.logFields ?? {},
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
    },
    multistream(streams),
  );
  return { log, close: flush };
}

/** Hides the secrets of the settings, which a driver's error may quote, and escapes what a terminal would interpret. */
function redacted(destination: { write(line: string): unknown }): DestinationStream {
  return {
    write(line) {
      const safe = redactSecrets(line);
      // Most lines are ASCII, in which JSON has escaped control characters.
      destination.write(/[^\n\x20-\x7e]/.test(safe) ? toPrintableJson(safe) : safe);
    },
  };
}

/** The line for pino-pretty, which prints the values: clients choose some of them, such as an operation's name. */
function toPrintableLine(line: string): string {
  const safe = JSON.parse(redactSecrets(line), (key, value: unknown) => {
    // A stack is printed indented, so that none of its lines looks like a line of the log.
    if (typeof value === "string") return toPrintable(value, { keepLineBreaks: key === "stack" });
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [toPrintable(name), one]));
  });
  return `${JSON.stringify(safe)}\n`;
}
