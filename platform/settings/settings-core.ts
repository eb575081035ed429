/** The state that all readers of settings share: the environment, the problems found, and the settings read so far. */

import { quoteSetting } from "../text/redact.js";
import { type DeclaredSetting, declareSetting, oneOf } from "./declared-setting.js";

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const modes = ["production", "development", "test"];

/** The shared state of a reader's sections. */
export type SettingsCore = ReturnType<typeof createSettingsCore>;

/** Creates the state over `environment`, in which an empty variable counts as absent. */
export function createSettingsCore(environment: Environment) {
  const problems: string[] = [];
  const names = new Set<string>();
  const declared = new Map<string, DeclaredSetting>();
  const raw = (name: string): string | undefined => {
    names.add(name);
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  };
  const complain = (problem: string) => {
    if (!problems.includes(problem)) problems.push(problem);
  };
  return {
    problems,
    names,
    declared,
    raw,
    complain,
    /** Returns a value on one line. */
    line(name: string): string | undefined {
      const value = raw(name);
      if (value !== undefined && /\p{Cc}/u.test(value)) {
        complain(`${name} contains a line break or another control character: remove it.`);
      }
      return value;
    },
    /** Reports a required value that is missing. */
    requireSet(name: string, value: string | undefined, why: string | undefined): void {
      if (value === undefined && why !== undefined) complain(`${name} is not set: ${why}`);
    },
    declare(setting: DeclaredSetting): void {
      names.add(setting.name);
      const before = declared.get(setting.name);
      if (before !== undefined && before.about !== setting.about) {
        throw new Error(`${setting.name} is described in two ways.`);
      }
      declared.set(setting.name, setting);
    },
  };
}

/** Reads NODE_ENV. */
export function readMode({ raw, complain, declare }: SettingsCore): string | undefined {
  const about =
    "With `production` nothing is defaulted that must be chosen, and nothing is open that is for development. The image sets it.";
  const form = { defaultValue: null, values: oneOf(modes) };
  declare(declareSetting("The process", "NODE_ENV", { about, otherwise: "as `development`" }, form));
  const mode = raw("NODE_ENV");
  // A misspelt mode would start as development, with everything that is open there.
  if (mode !== undefined && !modes.includes(mode)) {
    complain(`NODE_ENV must be one of ${modes.join(", ")}; it is ${quoteSetting(mode)}.`);
  }
  return mode;
}
