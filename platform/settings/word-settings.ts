/** Reads settings that are words, texts or lists. */

import { quoteSetting } from "../text/redact.js";
import { declareSetting, oneOf, type SettingText } from "./declared-setting.js";
import type { SettingsCore } from "./settings-core.js";

/** Creates the readers. */
export function createWordReaders(
  { raw, line, complain, requireSet, declare }: SettingsCore,
  title: string,
  production: boolean,
) {
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
      if (entries.includes("")) complain(`${name} has an empty entry: remove the extra comma.`);
      return entries.filter((entry) => entry !== "");
    },
  };
}
