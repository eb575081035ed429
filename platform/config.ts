/** Reads a service's settings from environment variables, checks them, and collects every problem before it fails. */
import type { DeclaredSetting } from "./declared-setting.js";
import { createSettingsCore, type Environment, readMode } from "./settings-core.js";
import { createSection, type DevelopmentSecrets } from "./settings-section.js";

export type { Environment } from "./settings-core.js";
export type { DevelopmentSecrets } from "./settings-section.js";

/** Settings are wrong or missing; `message` lists all of them, one a line. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly string[]) {
    super(`These settings need attention:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** Reads settings by section. What is wrong is remembered and thrown by `requireValid`. */
export type SettingsReader = ReturnType<typeof createSettingsReader>;

/**
 * Creates a reader over `environment`. An empty variable counts as absent. Outside production, secrets that
 * are not set come from `developmentSecrets`; in production nothing has a secret default.
 */
export function createSettingsReader(environment: Environment, developmentSecrets?: DevelopmentSecrets) {
  const core = createSettingsCore(environment);
  const { raw, complain, problems, names, declared } = core;
  const production = readMode(core) === "production";
  return {
    /** Is NODE_ENV `production`? Then nothing is defaulted that must be chosen. */
    production,

    /** Every variable asked for so far. */
    names: names as ReadonlySet<string>,

    /** Every setting read so far, by name, as the documentation shows it. */
    declared: declared as ReadonlyMap<string, DeclaredSetting>,

    /** The readers of the settings that stand under this title in the documentation. */
    section: (title: string) => createSection(core, title, production, developmentSecrets),

    /** Does the environment have it? The setting itself is read, and described, elsewhere. */
    isSet: (name: string): boolean => raw(name) !== undefined,

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
