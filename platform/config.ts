/** Reads a service's settings from environment variables, checks them, and collects every problem before it fails. */
import { readFileSync } from "node:fs";
import { quoteSetting, quoteUrlSetting, rememberCredentials, rememberSecret } from "./redact.js";
import { requireUrlText, type UrlForm, UrlProblem } from "./url-text.js";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings are wrong or missing; `message` lists all of them, one a line. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly string[]) {
    super(`These settings need attention:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** Where a secret comes from in development, when its variable is not set. */
export interface DevelopmentSecrets {
  /** The secret of that name; `create` makes it at first. */
  (name: string, create?: () => string): string;
  /** The file that keeps it. */
  fileOf?(name: string): string;
}

/** Reads one variable a call. What is wrong is remembered and thrown by `requireValid`. */
export type SettingsReader = ReturnType<typeof createSettingsReader>;

const modes = ["production", "development", "test"];

/**
 * Creates a reader over `environment`. An empty variable counts as absent. Outside production, secrets that
 * are not set come from `developmentSecrets`; in production nothing has a secret default.
 */
export function createSettingsReader(environment: Environment, developmentSecrets?: DevelopmentSecrets) {
  const problems: string[] = [];
  const names = new Set<string>();

  const raw = (name: string): string | undefined => {
    names.add(name);
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  };
  const complain = (problem: string) => {
    if (!problems.includes(problem)) problems.push(problem);
  };
  /** One that is on one line. */
  const line = (name: string): string | undefined => {
    const value = raw(name);
    if (value !== undefined && /\p{Cc}/u.test(value)) {
      complain(`${name} holds a line break or another control character: take it away.`);
    }
    return value;
  };

  const mode = raw("NODE_ENV");
  // One that is misspelt would start as development, with all that is open there.
  if (mode !== undefined && !modes.includes(mode)) {
    complain(`NODE_ENV must be one of ${modes.join(", ")}; it is ${quoteSetting(mode)}.`);
  }
  const production = mode === "production";

  return {
    /** Is NODE_ENV `production`? Then nothing is defaulted that must be chosen. */
    production,

    /** Every variable asked for so far, for the documentation's test. */
    names: names as ReadonlySet<string>,

    /** A text on one line, or the default. */
    text: (name: string, fallback: string): string => line(name) ?? fallback,

    /** A text on one line, or undefined. */
    optional: (name: string): string | undefined => line(name),

    /** A whole number within limits, in decimal digits; units as the name says. */
    integer(name: string, fallback: number, limits: { min: number; max: number }): number {
      const value = raw(name);
      if (value === undefined) return fallback;
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= limits.min && number <= limits.max) return number;
      complain(
        `${name} must be a whole number from ${limits.min} to ${limits.max}, in digits only; it is ${quoteSetting(value)}.`,
      );
      return fallback;
    },

    /** A TCP port; 0 for any that is free. */
    port(name: string, fallback: number): number {
      return this.integer(name, fallback, { min: 0, max: 65_535 });
    },

    /** `true` or `false`. */
    flag(name: string, fallback: boolean): boolean {
      return this.choice(name, fallback ? "true" : "false", ["true", "false"]) === "true";
    },

    /** One of the given words. */
    choice<Word extends string>(name: string, fallback: Word, words: readonly Word[]): Word {
      const value = raw(name);
      if (value === undefined) return fallback;
      const word = words.find((one) => one === value);
      if (word === undefined) {
        complain(`${name} must be one of ${words.join(", ")}; it is ${quoteSetting(value)}.`);
      }
      return word ?? fallback;
    },

    /** A comma-separated list. With `requiredInProduction`, production must name one. */
    list(
      name: string,
      fallback: readonly string[],
      what: { requiredInProduction?: string } = {},
    ): readonly string[] {
      const value = line(name);
      if (value === undefined && production && what.requiredInProduction !== undefined) {
        complain(`${name} is not set: ${what.requiredInProduction}`);
      }
      if (value === undefined) return fallback;
      const entries = value.split(",").map((entry) => entry.trim());
      if (entries.includes("")) complain(`${name} has an empty entry: take the extra comma away.`);
      return entries.filter((entry) => entry !== "");
    },

    /**
     * The http or https URL that others are made from, without a slash at its end. Without `path`, it is no more
     * than scheme, host and port.
     */
    url(name: string, fallback: string, { path = false }: { path?: boolean } = {}): string {
      const value = raw(name) ?? fallback;
      rememberCredentials(value);
      const problem = problemOfBaseUrl(value, path);
      if (problem !== null) complain(`${name} ${problem}`);
      return value.replace(/\/+$/, "");
    },

    /** What `parse` makes of a URL that may hold credentials; undefined when it is not set, or wrong. */
    credentialUrl<Parsed>(
      name: string,
      form: UrlForm,
      parse: (text: string) => Parsed,
      what: { required?: string } = {},
    ): Parsed | undefined {
      const value = raw(name);
      if (value === undefined) {
        if (what.required !== undefined) complain(`${name} is not set: ${what.required}`);
        return undefined;
      }
      rememberCredentials(value);
      try {
        requireUrlText(value, form);
        return parse(value);
      } catch (error) {
        if (!(error instanceof UrlProblem)) throw error;
        complain(`${name} ${error.message}`);
        return undefined;
      }
    },

    /** A value without which the service cannot run: `why` says what it is for. */
    required(name: string, why: string): string {
      const value = line(name);
      if (value === undefined) complain(`${name} is not set: ${why}`);
      return value ?? "";
    },

    /**
     * A secret of at least 32 characters, from NAME, or else from the file that NAME_FILE names. In development it
     * may be generated, by `create` if need be; in production it must be given.
     */
    secret(name: string, why: string, create?: () => string): string {
      const file = raw(`${name}_FILE`);
      const given = raw(name);
      let value = given;
      if (value === undefined && file !== undefined) {
        const content = readTextFile(file);
        if ("problem" in content) {
          complain(`${name}_FILE names a file that ${content.problem}: ${file}`);
          return "";
        }
        value = content.text;
      }
      if (value === undefined && !production) value = developmentSecrets?.(name, create);
      if (value === undefined) complain(`${name} is not set: ${why}`);
      else if (value.length < 32) complain(`${name} is too short: give it 32 characters or more.`);
      rememberSecret(value ?? "");
      return value ?? "";
    },

    /** The file that `secret` reads NAME from; null when the environment holds it. */
    secretFile(name: string): string | null {
      if (raw(name) !== undefined) return null;
      const file = raw(`${name}_FILE`);
      return file ?? (production ? null : (developmentSecrets?.fileOf?.(name) ?? null));
    },

    /** The text of the file that NAME names, without white space around it; undefined when it is not set, or wrong. */
    file(name: string): string | undefined {
      const path = raw(name);
      if (path === undefined) return undefined;
      const content = readTextFile(path);
      if ("text" in content) return content.text;
      complain(`${name} names a file that ${content.problem}: ${path}`);
      return undefined;
    },

    /** Adds a problem that only the caller can see. */
    complain,

    /** @throws SettingsError when anything so far was missing or wrong. */
    requireValid(): void {
      if (problems.length > 0) throw new SettingsError(problems);
    },
  };
}

/** Reads a small text file; white space around it, a byte order mark among it, is taken away. */
function readTextFile(path: string): { text: string } | { problem: string } {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (text === "") return { problem: "is empty" };
    return text.includes("\uFFFD") || text.includes("\0") ? { problem: "is not UTF-8 text" } : { text };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") return { problem: "is a folder" };
    return { problem: code === "ENOENT" ? "cannot be read" : `cannot be read (${code})` };
  }
}

/** Why a text is no base for other URLs, as the end of a sentence; null when it is one. */
function problemOfBaseUrl(text: string, mayHavePath: boolean): string | null {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed === null || !/^https?:\/\//i.test(text) || !/^https?:$/.test(parsed.protocol)) {
    return `must be an http or https URL; it is ${quoteUrlSetting(text)}.`;
  }
  if (parsed.username !== "" || parsed.password !== "" || text.includes("@")) {
    return "must not hold a name or a password: they would not be sent.";
  }
  if (/[?#\s\\]/.test(text)) return "must not have a query, a fragment or a space in it.";
  if (!mayHavePath && parsed.pathname !== "/") return `must have no path; write ${parsed.origin}.`;
  return null;
}
