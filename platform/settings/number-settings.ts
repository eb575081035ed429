/** Reads settings that are whole numbers. */
import { quoteSetting } from "../text/redact.js";
import { declareSetting, describeRange, type SettingText } from "./declared-setting.js";
import type { SettingsCore } from "./settings-core.js";

/** Creates the readers. */
export function createNumberReaders({ raw, complain, declare }: SettingsCore, title: string) {
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
  return {
    /** A whole number within limits, in decimal digits; its name ends in its unit. */
    integer,

    /** A TCP port; 0 for any free port. */
    port: (name: string, fallback: number, text: SettingText): number =>
      integer(name, fallback, { ...text, min: 0, max: 65_535 }),
  };
}
