/** What is documented of a setting: docs/settings.md and .env.example are generated from it. */

/** What every reader call says beside the name and the default of its setting. */
export interface SettingText {
  /** What the setting is for: sentences in Markdown, without line breaks. */
  about: string;
  /** What holds when it is not set, in Markdown; default: the default value, or "none". */
  otherwise?: string | undefined;
  /** Production must have it. The text ends the sentence "NAME is not set: …". */
  requiredInProduction?: string | undefined;
  /** False: the value is ignored now, because of another setting. The setting is still documented. */
  applies?: boolean;
}

/** One setting as the code reads it in one mode; the default and the limits may differ in production. */
export interface DeclaredSetting {
  name: string;
  /** Settings of one section stand together in the documentation. */
  section: string;
  about: string;
  /** The default as it would be written in .env; null where it is none or is not one value. */
  defaultValue: string | null;
  /** What holds when it is not set, in Markdown. */
  otherwise: string;
  /** Which values it takes, in Markdown. */
  values: string;
  /** Must it be set? */
  isRequired: boolean;
  /** A secret may come from the file that NAME_FILE names. */
  isSecret: boolean;
}

/** What a kind of setting adds to its text. */
export interface SettingForm {
  defaultValue: string | null;
  values: string;
  isRequired?: boolean;
  isSecret?: boolean;
}

/** Returns what is to be documented of a setting. */
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

/** Returns the whole numbers that a setting takes in words, with the unit that its name ends in. */
export function describeRange(name: string, { min, max }: { min: number; max: number }): string {
  const unit = units.find(([ending]) => name.endsWith(ending))?.[1];
  return `${unit === undefined ? "" : `${unit}, `}${min} to ${max}`;
}

/** Words as code, with commas between them. */
export const oneOf = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");
