/**
 * The lines by which other files know a subgraph: `npm run new:subgraph` writes them behind those of the subgraphs that
 * are there, and `npm run remove:subgraph` takes them away. All else follows from schema/services.ts.
 */
import { settingPrefixOf } from "../../platform/settings/setting-prefix.js";
import { subgraphs } from "../../schema/services.js";
import { type EntityNames, fieldNamesOf, renameEntity, typeNameOf } from "./entity-names.js";

/** A place in a file where each subgraph has lines. */
export interface WiringPlace {
  file: string;
  /** Finds the lines of a subgraph. */
  linesOf(name: string): RegExp;
  /** The lines of a new one; by default those of the user subgraph with its name and port. */
  write?(names: EntityNames, port: number): string;
}

const place = (file: string, pattern: string, write?: WiringPlace["write"]): WiringPlace => ({
  file,
  linesOf: (name) =>
    new RegExp(pattern.replaceAll("NAME", name).replaceAll("PREFIX", settingPrefixOf(name)), "m"),
  ...(write && { write }),
});

/** Every place, by file. Patterns hold NAME and PREFIX, the beginning of the subgraph's settings. */
export const wiringPlaces: readonly WiringPlace[] = [
  place("schema/services.ts", '^ {2}"?NAME"?: \\{\\n(?: {4}.*\\n)*? {2}\\},\\n', writeService),
  place("commands/subgraphs.ts", '(?:^import \\{[^}]*\\} from "\\.\\./subgraphs/NAME/[^"]*";\\n)+'),
  place("commands/subgraphs.ts", '^ {2}"?NAME"?: \\{[^}]*\\},\\n'),
  place("package.json", '^ {4}"start:NAME": .*\\n'),
  place("deploy/monitoring/prometheus.yml", "^ {10}- NAME:9464\\n"),
  place("docker-compose.yml", "^ {2}PREFIX_URL: .*\\n"),
  place("docker-compose.yml", "^ {6}NAME: \\{ condition: service_healthy \\}\\n"),
  place("docker-compose.yml", "^ {2}NAME:\\n(?: {4}.*\\n)+\\n"),
  place("docker-compose.yml", "^ {6}MONGODB_PREFIX_PASSWORD: .*\\n"),
  place("docker-compose.yml", "^ {6}RABBITMQ_PREFIX_PASSWORD: .*\\n"),
  place("deploy/kubernetes/base/kustomization.yaml", "^ {2}- NAME\\.yaml\\n"),
  place("deploy/kubernetes/base/settings.env", "^PREFIX_URL=.*\\n"),
  place(
    "deploy/kubernetes/secrets.example.yaml",
    "^---\\napiVersion: v1\\nkind: Secret\\nmetadata:\\n {2}name: gatehouse-NAME\\n(?:stringData:\\n| {2}.*\\n)+",
  ),
  place("docs/architecture.md", "^\\| NAME +\\|.*\\n", writeOwnership),
  place(
    "docs/events.md",
    "(?:^\\| \\[[^\\]]+\\]\\(\\.\\./schema/events/[^)]+\\) +\\| NAME +\\|.*\\n)+",
    writeEvents,
  ),
];

function writeService({ singular }: EntityNames, port: number): string {
  const types = ["created", "updated", "deleted"].map((change) => `      "${singular}.${change}": 1,\n`);
  return `  "${singular}": {\n    port: ${port},\n    publishes: {\n${types.join("")}    },\n  },\n`;
}

function writeOwnership(names: EntityNames): string {
  const [one, all] = fieldNamesOf(names);
  return renameEntity(`| sample-thing | sample things | \`${one}\`, \`${all}\`, their mutations |\n`, names);
}

function writeEvents(names: EntityNames): string {
  const rowOf = (change: string) =>
    `| [sample-thing.${change}](../schema/events/sample-thing.${change}/1.json) | sample-thing | sample thing | \`version\`, \`ownerId\` | no service |\n`;
  return renameEntity(["created", "updated", "deleted"].map(rowOf).join(""), names);
}

/** The subgraph whose lines and manifest a new one copies; the others need it, so that it is always there. */
export const modelSubgraph = "user";

/** Returns the path of a subgraph's Kubernetes manifest. */
export const manifestOf = (name: string): string => `deploy/kubernetes/base/${name}.yaml`;

/** Puts a new subgraph in the place of the user subgraph, in lines of configuration. */
export function renameModel(text: string, names: EntityNames, port: number): string {
  const renamed = new Map([
    ["User", typeNameOf(names)],
    ["USER", settingPrefixOf(names.singular)],
    [modelSubgraph, names.singular],
    [String(subgraphs[modelSubgraph].port), String(port)],
  ]);
  // In one go: the new names may contain the old ones, as Superuser does.
  return text.replace(new RegExp([...renamed.keys()].join("|"), "g"), (found) => renamed.get(found) ?? found);
}
