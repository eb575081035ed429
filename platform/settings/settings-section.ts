/** Reads and documents the settings of one section, one variable for each call. */
import { createNumberReaders } from "./number-settings.js";
import { createSecretReaders, type DevelopmentSecrets } from "./secret-settings.js";
import type { SettingsCore } from "./settings-core.js";
import { createUrlReaders } from "./url-settings.js";
import { createWordReaders } from "./word-settings.js";

/** Creates the readers of the settings under one title of the documentation. */
export function createSection(
  core: SettingsCore,
  title: string,
  production: boolean,
  developmentSecrets: DevelopmentSecrets | undefined,
) {
  return {
    ...createNumberReaders(core, title),
    ...createWordReaders(core, title, production),
    ...createUrlReaders(core, title, production),
    ...createSecretReaders(core, title, production, developmentSecrets),
  };
}
