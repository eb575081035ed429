/** Reads and documents the settings of one section, one variable for each call. */
import { readFileSync } from "node:fs";
import { declareSetting, describeRange, oneOf, type SettingText } from "./declared-setting.js";
import { quoteSetting, quoteUrlSetting, rememberCredentials, rememberSecret } from "./redact.js";
import type { SettingsCore } from "./settings-core.js";
import { requireUrlText, type UrlForm, UrlProblem } from "./url-text.js";

/** The source of secrets in development, for variables that are not set. */
export interface DevelopmentSecrets {
  /** Returns the secret of that name; `create` generates it at first. */
  (name: string, create?: () => string): string;
  /** Returns the file of the secret. */
  fileOf?(name: string): string;
}

/** Creates the readers of the settings under one title of the documentation. */
export function createSection(
  core: SettingsCore,
  title: string,
  production: boolean,
  developmentSecrets: DevelopmentSecrets | undefined,
) {
  return {
    ...createWordReaders(core, title, production),
    ...createUrlReaders(core, title, production),
    ...createSecretReaders(core, title, production, developmentSecrets),
  };
}

/** Creates the readers of numbers, words and texts. */
function createWordReaders(
  { raw, line, complain, requireSet, declare }: SettingsCore,
  title: string,
  production: boolean,
) {
  const integer = (
    name: string,
    fallback: number,
    { min, max, ...text }: { min: number; max: number } & SettingText,
  ): number => {
    const form = { defaultValue: String(fallback), values: describeRange(name, { min, max }) };
    declare(declareSetting(title, name, text, form));
    const value = text.applies === false ? undefined : raw(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    complain(
      `${name} must be a whole number from ${min} to ${max}, in digits only; it is ${quoteSetting(value)}.`,
    );
    return fallback;
  };
  const choice = <Word extends string>(
    name: string,
    fallback: Word,
    words: readonly Word[],
    text: SettingText,
  ): Word => {
    declare(declareSetting(title, name, text, { defaultValue: fallback, values: oneOf(words) }));
    const value = raw(name);
    if (value === undefined) return fallback;
    const word = words.find((one) => one === value);
    if (word === undefined)
      complain(`${name} must be one of ${words.join(", ")}; it is ${quoteSetting(value)}.`);
    return word ?? fallback;
  };
  const readLine = (name: string, fallback: string | null, text: SettingText, values: string) => {
    const why = production ? text.requiredInProduction : undefined;
    declare(
      declareSetting(title, name, text, { defaultValue: fallback, values, isRequired: why !== undefined }),
    );
    const value = line(name);
    requireSet(name, value, why);
    return value;
  };
  return {
    /** A whole number within limits, in decimal digits; its name ends in its unit. */
    integer,

    /** A TCP port; 0 for any free port. */
    port: (name: string, fallback: number, text: SettingText): number =>
      integer(name, fallback, { ...text, min: 0, max: 65_535 }),

    /** One of the given words. */
    choice,

    /** `true` or `false`. */
    flag: (name: string, fallback: boolean, text: SettingText): boolean =>
      choice(name, fallback ? "true" : "false", ["true", "false"], text) === "true",

    /** A text on one line, or the default. */
    text: (name: string, fallback: string, text: SettingText): string =>
      readLine(name, fallback, text, "text") ?? fallback,

    /** A text on one line, or undefined. */
    optional: (name: string, text: SettingText): string | undefined => readLine(name, null, text, "text"),

    /** A comma-separated list. */
    list(name: string, fallback: readonly string[], text: SettingText): readonly string[] {
      const value = readLine(name, fallback.join(","), text, "list with commas");
      if (value === undefined) return fallback;
      const entries = value.split(",").map((entry) => entry.trim());
      if (entries.includes("")) complain(`${name} has an empty entry: take the extra comma away.`);
      return entries.filter((entry) => entry !== "");
    },
  };
}

/** Creates the readers of URLs. */
function createUrlReaders(
  { raw, complain, requireSet, declare }: SettingsCore,
  title: string,
  production: boolean,
) {
  return {
    /**
     * An http or https URL that is the base of others, without a slash at its end. Without `path`, it has only scheme,
     * host and port.
     */
    url(name: string, fallback: string, { path = false, ...text }: { path?: boolean } & SettingText): string {
      const why = production ? text.requiredInProduction : undefined;
      const form = { defaultValue: fallback, values: "http or https URL", isRequired: why !== undefined };
      declare(declareSetting(title, name, text, form));
      const given = raw(name);
      requireSet(name, given, why);
      const value = given ?? fallback;
      rememberCredentials(value);
      const problem = problemOfBaseUrl(value, path);
      if (problem !== null) complain(`${name} ${problem}`);
      return value.replace(/\/+$/, "");
    },

    /**
     * The result of `parse` for a URL that may contain credentials; undefined when it is not set, or wrong. `required`
     * is `requiredInProduction` in every mode.
     */
    credentialUrl<Parsed>(
      name: string,
      form: UrlForm,
      parse: (text: string) => Parsed,
      { required, ...text }: { required?: string | undefined } & SettingText,
    ): Parsed | undefined {
      const why = required ?? (production ? text.requiredInProduction : undefined);
      const values = `URL: ${oneOf(form.schemes)}`;
      declare(
        declareSetting(title, name, text, { defaultValue: null, values, isRequired: why !== undefined }),
      );
      const value = raw(name);
      requireSet(name, value, why);
      if (value === undefined) return undefined;
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
  };
}

/** Creates the readers of secrets and of files. */
function createSecretReaders(
  { raw, complain, requireSet, declare }: SettingsCore,
  title: string,
  production: boolean,
  developmentSecrets: DevelopmentSecrets | undefined,
) {
  const readGiven = (name: string): { text: string | undefined } | { problem: string } => {
    const file = raw(`${name}_FILE`);
    const given = raw(name);
    return given === undefined && file !== undefined ? readTextFile(file) : { text: given };
  };
  return {
    /**
     * A secret of at least 32 characters, from NAME or from the file that NAME_FILE names. In development it may be
     * generated, by `create` if given; production requires it.
     */
    secret(
      name: string,
      { create, ...text }: { requiredInProduction: string; create?: () => string } & SettingText,
    ): string {
      const form = {
        defaultValue: null,
        values: "32 characters or more",
        isRequired: production,
        isSecret: true,
      };
      declare(declareSetting(title, name, { otherwise: "generated in development", ...text }, form));
      const given = readGiven(name);
      if ("problem" in given) {
        complain(`${name}_FILE names a file that ${given.problem}: ${raw(`${name}_FILE`)}`);
        return "";
      }
      const value = given.text ?? (production ? undefined : developmentSecrets?.(name, create));
      requireSet(name, value, text.requiredInProduction);
      if (value !== undefined && value.length < 32) {
        complain(`${name} is too short: give it 32 characters or more.`);
      }
      rememberSecret(value ?? "");
      return value ?? "";
    },

    /** The text of the file that NAME names, trimmed; undefined when it is not set, or wrong. */
    file(name: string, text: SettingText): string | undefined {
      declare(declareSetting(title, name, text, { defaultValue: null, values: "path of a file" }));
      const path = raw(name);
      if (path === undefined) return undefined;
      const content = readTextFile(path);
      if ("text" in content) return content.text;
      complain(`${name} names a file that ${content.problem}: ${path}`);
      return undefined;
    },
  };
}

/** Reads a small text file; removes white space around the text, including a byte order mark. */
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

/** Returns why a text is not a base URL, as the end of a sentence; null when it is one. */
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
