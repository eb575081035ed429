/** Collects the documentation of settings from the code, for docs/settings.md and .env.example. */
import { readGatewayUrl } from "../../examples/gateway-url.js";
import type { DeclaredSetting } from "../../platform/settings/declared-setting.js";
import { createSettingsReader, type SettingsReader } from "../../platform/settings/settings-reader.js";
import { readDeprecationDays } from "../../schema/checks/settings.js";
import { serviceNames } from "../../schema/services.js";
import { readServiceSettings } from "./services.js";

/** One documented setting. */
export interface DocumentedSetting
  extends Pick<DeclaredSetting, "name" | "section" | "about" | "values" | "isSecret"> {
  /** The default as written in .env; null where there is none, it depends, or it must be chosen. */
  defaultValue: string | null;
  /** What applies when it is not set, in Markdown. */
  otherwise: string;
  /** Production requires it. */
  isRequired: boolean;
  /** Its readers: services, or a command. */
  readBy: readonly string[];
}

type Reading = [reader: string, read: (settings: SettingsReader) => void];

const readings: readonly Reading[] = [
  ...serviceNames.map((service): Reading => [service, (settings) => readServiceSettings(service, settings)]),
  ["npm run example", readGatewayUrl],
  ["npm run schema:check", readDeprecationDays],
];

/** Settings by the titles of their sections, in the order of the documentation. */
export type SettingsBySection = ReadonlyMap<string, readonly DocumentedSetting[]>;

/** Returns every setting that the code reads, followed by `others`. */
export function collectSettings(others: readonly DocumentedSetting[] = []): SettingsBySection {
  const [development, production] = [collect({}), collect({ NODE_ENV: "production" })];
  const settings = [...development].map(([name, { setting, readBy }]) =>
    documentSetting(setting, production.get(name)?.setting ?? setting, readBy),
  );
  return groupBySection([...settings, ...others]);
}

/** Returns the settings that are read in one mode, by name. */
function collect(environment: { NODE_ENV?: string }) {
  const collected = new Map<string, { setting: DeclaredSetting; readBy: string[] }>();
  for (const [reader, read] of readings) {
    const settings = createSettingsReader(environment);
    const own = [...settings.declared.keys()];
    read(settings);
    for (const setting of settings.declared.values()) {
      // The reader itself has read these, for any of its callers.
      if (reader.startsWith("npm") && own.includes(setting.name)) continue;
      const before = collected.get(setting.name);
      if (before !== undefined && before.setting.about !== setting.about) {
        throw new Error(`${setting.name} is described in two ways.`);
      }
      if (before === undefined) collected.set(setting.name, { setting, readBy: [reader] });
      else {
        before.readBy.push(reader);
        // One service may require it and another not.
        before.setting = { ...before.setting, isRequired: before.setting.isRequired || setting.isRequired };
      }
    }
    requireDescribed(settings);
  }
  return collected;
}

/** @throws Error for a name that is read and not documented. */
function requireDescribed({ names, declared }: SettingsReader): void {
  const described = new Set(
    [...declared.values()].flatMap(({ name, isSecret }) => (isSecret ? [name, `${name}_FILE`] : [name])),
  );
  const missing = [...names].filter((name) => !described.has(name));
  if (missing.length > 0) throw new Error(`Settings without a description: ${missing.join(", ")}.`);
}

function documentSetting(
  development: DeclaredSetting,
  production: DeclaredSetting,
  readBy: readonly string[],
): DocumentedSetting {
  const { name, section, about, isSecret } = development;
  const { isRequired } = production;
  const isSame = development.defaultValue === production.defaultValue && !isRequired;
  return {
    name,
    section,
    about,
    isSecret,
    isRequired,
    readBy,
    values: inBoth(development.values, production.values),
    defaultValue: isSame ? development.defaultValue : null,
    otherwise: isRequired ? development.otherwise : inBoth(development.otherwise, production.otherwise),
  };
}

const inBoth = (development: string, production: string): string =>
  development === production ? development : `${development}; in production ${production}`;

/** Sections in the order in which they first appear. */
function groupBySection(settings: readonly DocumentedSetting[]): SettingsBySection {
  const sections = new Map<string, DocumentedSetting[]>();
  for (const setting of settings) {
    sections.set(setting.section, [...(sections.get(setting.section) ?? []), setting]);
  }
  return sections;
}
