/** Reads a service's settings from environment variables, checks them, and reports all problems at once. */
import type { DeclaredSetting } from "./declared-setting.js";
import type { DevelopmentSecrets } from "./secret-settings.js";
import { createSettingsCore, type Environment, readMode } from "./settings-core.js";
import { createSection } from "./settings-section.js";

export type { DevelopmentSecrets } from "./secret-settings.js";
export type { Environment } from "./settings-core.js";

/** Settings are wrong or missing; `message` lists all problems, one on each line. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly string[]) {
    super(`These settings need attention:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** Reads settings by section. Collects problems, which `requireValid` throws. */
export type SettingsReader = ReturnType<typeof createSettingsReader>;

/**
 * Creates a reader over `environment`. An empty variable counts as absent. Outside production, secrets that are not set
 * come from `developmentSecrets`; in production, secrets have no default.
 */
export function createSettingsReader(environment: Environment, developmentSecrets?: DevelopmentSecrets) {
  const core = createSettingsCore(environment);
  const { raw, complain, problems, names, declared } = core;
  const production = readMode(core) === "production";
  return {
    /** True where NODE_ENV is `production`: settings that an operator must choose then have no default. */
    production,

    /** Every variable that was read so far. */
    names: names as ReadonlySet<string>,

    /** Every setting that was read so far, by name, with its documentation. */
    declared: declared as ReadonlyMap<string, DeclaredSetting>,

    /** Returns the readers of the settings under this title of the documentation. */
    section: (title: string) => createSection(core, title, production, developmentSecrets),

    /** Is the variable set? Another call reads and documents the setting itself. */
    isSet: (name: string): boolean => raw(name) !== undefined,

    /** Is the secret set, by its variable or by the one of its file? */
    isSecretSet: (name: string): boolean => (raw(name) ?? raw(`${name}_FILE`)) !== undefined,

    /** Returns the file from which `secret` reads NAME; null when the environment holds the value. */
    secretFile(name: string): string | null {
      if (raw(name) !== undefined) return null;
      const file = raw(`${name}_FILE`);
      return file ?? (production ? null : (developmentSecrets?.fileOf?.(name) ?? null));
    },

    /** Adds a problem that only the caller can detect. */
    complain,

    /** @throws SettingsError when a setting so far was missing or wrong. */
    requireValid(): void {
      if (problems.length > 0) throw new SettingsError(problems);
    },
  };
}
