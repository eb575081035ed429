/** The documentation of a setting, from which docs/settings.md and .env.example are generated. */

/** What every reader call says besides the name and the default of its setting. */
export interface SettingText {
  /** The purpose of the setting: sentences in Markdown, without line breaks. */
  about: string;
  /** What applies when it is not set, in Markdown; default: the default value, or "none". */
  otherwise?: string | undefined;
  /** Production requires the setting. The text ends the sentence "NAME is not set: …". */
  requiredInProduction?: string | undefined;
  /** False: the value is ignored now, because of another setting. The setting is still documented. */
  applies?: boolean;
}

/** One setting as the code reads it in one mode; the default and the limits may differ in production. */
export interface DeclaredSetting {
  name: string;
  /** Settings of one section are listed together in the documentation. */
  section: string;
  about: string;
  /** The default as written in .env; null where there is none or it is not one value. */
  defaultValue: string | null;
  /** What applies when it is not set, in Markdown. */
  otherwise: string;
  /** The accepted values, in Markdown. */
  values: string;
  /** Must the setting be set? */
  isRequired: boolean;
  /** A secret may come from the file that NAME_FILE names. */
  isSecret: boolean;
}

/** What a kind of setting adds to its documentation. */
export interface SettingForm {
  defaultValue: string | null;
  values: string;
  isRequired?: boolean;
  isSecret?: boolean;
}

/** Returns the documentation of a setting. */
export function declareSetting(
  section: string,
  name: string,
  { about, otherwise }: SettingText,
  { defaultValue, values, isRequired = false, isSecret = false }: SettingForm,
): DeclaredSetting {
  const shown = otherwise === undefined && defaultValue !== "" ? defaultValue : null;
  return {
    name,
    section,
    about,
    defaultValue: shown,
    otherwise: otherwise ?? (shown === null ? "none" : `\`${shown}\``),
    values,
    isRequired,
    isSecret,
  };
}

const units: readonly [ending: string, unit: string][] = [
  ["_MS", "milliseconds"],
  ["_SECONDS", "seconds"],
  ["_DAYS", "days"],
  ["_BYTES", "bytes"],
];

/** Describes a range of whole numbers, with the unit that the setting's name ends in. */
export function describeRange(name: string, { min, max }: { min: number; max: number }): string {
  const unit = units.find(([ending]) => name.endsWith(ending))?.[1];
  return `${unit === undefined ? "" : `${unit}, `}${min} to ${max}`;
}

/** Returns the words as code, separated by commas. */
export const oneOf = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");
