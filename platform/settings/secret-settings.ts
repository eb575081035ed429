/** Reads settings that are secrets or the content of files. */
import { rememberSecret } from "../text/redact.js";
import { declareSetting, type SettingText } from "./declared-setting.js";
import { readSecretText, readTextFile } from "./secret-text.js";
import type { SettingsCore } from "./settings-core.js";

/** The source of secrets in development, for variables that are not set. */
export interface DevelopmentSecrets {
  /** Returns the secret of that name; `create` generates it at first. */
  (name: string, create?: () => string): string;
  /** Returns the file of the secret. */
  fileOf?(name: string): string;
}

/** Creates the readers. */
export function createSecretReaders(
  core: SettingsCore,
  title: string,
  production: boolean,
  developmentSecrets: DevelopmentSecrets | undefined,
) {
  const { raw, complain, requireSet, declare } = core;
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
      const given = readSecretText(core, name);
      if (given === null) return "";
      const value = given ?? (production ? undefined : developmentSecrets?.(name, create));
      requireSet(name, value, text.requiredInProduction);
      if (value !== undefined && value.length < 32) {
        complain(`${name} is too short: give it 32 characters or more.`);
      }
      rememberSecret(value ?? "");
      return value ?? "";
    },

    /** A secret that has no default, from NAME or from the file that NAME_FILE names; its caller checks its form. */
    optionalSecret(name: string, { values, ...text }: { values: string } & SettingText): string | undefined {
      declare(declareSetting(title, name, text, { defaultValue: null, values, isSecret: true }));
      return readSecretText(core, name) ?? undefined;
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
