/** Writes docs/settings.md. */

import { serviceNames } from "../../schema/services.js";
import type { DocumentedSetting, SettingsBySection } from "./documented.js";

const introduction = `# Settings

<!-- Written by \`npm run generate\` from the code that reads the settings. Do not edit. -->

All settings are environment variables. The npm commands also read \`.env\` in the project's folder; a variable of the
environment goes before it. An empty value counts as absent. Development needs none of them.

[.env.example](../.env.example) is a template with every setting, and shows how to make the secrets. Docker Compose reads
its passwords and settings from \`.env\` as well.

With \`NODE_ENV=production\` those marked ● must be set: the start ends with one list of all that are missing or wrong.
A secret may come from a file: \`NAME_FILE\` names it; where both are set,
\`NAME\` is used.
`;

/** Returns the page: a table for each section. */
export function formatPage(sections: SettingsBySection): string {
  const tables = [...sections].map(([title, those]) => `## ${title}\n\n${formatTable(those)}`);
  return [introduction, formatRequired([...sections.values()].flat()), ...tables].join("\n");
}

function formatRequired(settings: readonly DocumentedSetting[]): string {
  const required = settings.filter(
    ({ isRequired, readBy }) => isRequired && serviceNames.some((one) => readBy.includes(one)),
  );
  const items = required.map(({ name, readBy }) => `- \`${name}\` (${formatReaders(readBy)})\n`);
  return `Production needs these, and Docker Compose its passwords:\n\n${items.join("")}`;
}

function formatTable(settings: readonly DocumentedSetting[]): string {
  const rows = settings.map((setting) => [
    formatName(setting),
    setting.otherwise,
    setting.values,
    formatReaders(setting.readBy),
    setting.about,
  ]);
  const lines = [
    ["Setting", "Default", "Values", "Read by", "What it is for"],
    Array(5).fill("---"),
    ...rows,
  ];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");
}

function formatName({ name, isSecret, isRequired }: DocumentedSetting): string {
  const mark = isRequired ? " ●" : "";
  return `\`${name}\`${mark}${isSecret ? `<br>\`${name}_FILE\`` : ""}`;
}

function formatReaders(readBy: readonly string[]): string {
  return serviceNames.every((service) => readBy.includes(service)) ? "all services" : readBy.join(", ");
}
