/** Reads where a development machine keeps its data. */
import { join } from "node:path";
import { projectRoot } from "../project-root.js";
import type { SettingsReader } from "./settings-reader.js";

/** Reads DATA_DIR: the folder of the data, the generated secrets and the mails. */
export function readDataDirectory(settings: SettingsReader): string {
  const { optional } = settings.section("The process");
  const directory = optional("DATA_DIR", {
    about: "The folder for the data, the generated secrets and the mails of a development machine.",
    otherwise: "`.gatehouse` in the project",
  });
  return directory ?? join(projectRoot, ".gatehouse");
}
