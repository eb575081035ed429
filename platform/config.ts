/** Reads a service's settings from environment variables, checks them, and collects every problem before it fails. */
import { readFileSync } from "node:fs";

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

/**
 * Creates a reader over `environment`. An empty variable counts as absent. Outside production, secrets that
 * are not set come from `developmentSecrets`; in production nothing has a secret default.
 */
export function createSettingsReader(environment: Environment, developmentSecrets?: DevelopmentSecrets) {
  const problems: string[] = [];
  const names = new Set<string>();
  const production = environment["NODE_ENV"] === "production";

  const raw = (name: string): string | undefined => {
    names.add(name);
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  };
  const complain = (problem: string) => {
    if (!problems.includes(problem)) problems.push(problem);
  };

  return {
    /** Is NODE_ENV `production`? Then nothing is defaulted that must be chosen. */
    production,

    /** Every variable asked for so far, for the documentation's test. */
    names: names as ReadonlySet<string>,

    /** A text, or the default. */
    text: (name: string, fallback: string): string => raw(name) ?? fallback,

    /** A text or undefined. */
    optional: (name: string): string | undefined => raw(name),

    /** A whole number within limits, units as the name says. */
    integer(name: string, fallback: number, limits: { min: number; max: number }): number {
      const value = raw(name);
      if (value === undefined) return fallback;
      const number = Number(value);
      if (Number.isInteger(number) && number >= limits.min && number <= limits.max) return number;
      complain(`${name} must be a whole number from ${limits.min} to ${limits.max}; it is "${value}".`);
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
      if (word === undefined) complain(`${name} must be one of ${words.join(", ")}; it is "${value}".`);
      return word ?? fallback;
    },

    /** A comma-separated list without empty entries. With `requiredInProduction`, production must name one. */
    list(
      name: string,
      fallback: readonly string[],
      what: { requiredInProduction?: string } = {},
    ): readonly string[] {
      const value = raw(name);
      if (value === undefined && production && what.requiredInProduction !== undefined) {
        complain(`${name} is not set: ${what.requiredInProduction}`);
      }
      if (value === undefined) return fallback;
      return value
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "");
    },

    /** An http or https URL without a trailing slash. */
    url(name: string, fallback: string): string {
      const value = raw(name) ?? fallback;
      if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
        complain(`${name} must be an http or https URL; it is "${value}".`);
      }
      return value.replace(/\/+$/, "");
    },

    /** A value without which the service cannot run: `why` says what it is for. */
    required(name: string, why: string): string {
      const value = raw(name);
      if (value === undefined) complain(`${name} is not set: ${why}`);
      return value ?? "";
    },

    /**
     * A secret of at least 32 characters, from NAME or from the file that NAME_FILE names. In development it
     * may be generated, by `create` if need be; in production it must be given.
     */
    secret(name: string, why: string, create?: () => string): string {
      const file = raw(`${name}_FILE`);
      const given = raw(name);
      let value = given;
      if (value === undefined && file !== undefined) {
        try {
          value = readFileSync(file, "utf8").trim();
        } catch {
          complain(`${name}_FILE names a file that cannot be read: ${file}`);
          return "";
        }
      }
      if (value === undefined && !production) value = developmentSecrets?.(name, create);
      if (value === undefined) complain(`${name} is not set: ${why}`);
      else if (value.length < 32) complain(`${name} is too short: give it 32 characters or more.`);
      return value ?? "";
    },

    /** The file that `secret` reads NAME from; null when the environment holds it. */
    secretFile(name: string): string | null {
      if (raw(name) !== undefined) return null;
      const file = raw(`${name}_FILE`);
      return file ?? (production ? null : (developmentSecrets?.fileOf?.(name) ?? null));
    },

    /** Adds a problem that only the caller can see. */
    complain,

    /** @throws SettingsError when anything so far was missing or wrong. */
    requireValid(): void {
      if (problems.length > 0) throw new SettingsError(problems);
    },
  };
}
