/** What is derived from the list of services, the SDL, the schemas of events and the migrations. */
import { join } from "node:path";
import { projectRoot } from "../platform/project-root.js";
import { writeBrokerDefinitions } from "./broker-definitions.js";
import { generateClientTypes } from "./client-types.js";
import { compose } from "./compose.js";
import { publishEventSchemas } from "./event-schemas.js";
import { writeMigrationChecksums } from "./migration-checksums.js";
import { writeRoleSchema } from "./role-schema.js";
import { subgraphNames, writeEventCatalogue } from "./services.js";
import { generateTypes } from "./types.js";

/**
 * Returns the derived files by path in the project.
 * @throws Error that says what is wrong with the SDL, an event's schema or a migration.
 */
export async function deriveSchemaFiles(): Promise<Map<string, string>> {
  const folder = join(projectRoot, "schema");
  const { supergraph, api } = compose(folder);
  const types = subgraphNames.map(
    async (name) => [`schema/generated/${name}.ts`, await generateTypes(projectRoot, name)] as const,
  );
  const template = join(projectRoot, "templates", "subgraph");
  const user = writeRoleSchema(api, supergraph, "user");
  return new Map([
    ["schema/supergraph.graphql", supergraph],
    ["schema/api.graphql", api],
    ["schema/api.user.graphql", user],
    ...(await generateClientTypes(projectRoot, { api, user })),
    ...(await Promise.all(types)),
    // The types by which `npm run check` checks the template of a new subgraph.
    ["templates/subgraph/schema/generated/sample-thing.ts", await generateTypes(template, "sample-thing")],
    ...subgraphNames.map((name) => writeMigrationChecksums(projectRoot, name)),
    ["schema/events/catalogue.json", writeEventCatalogue()],
    ["deploy/rabbitmq/definitions.json", writeBrokerDefinitions()],
    ["schema/events/published.json", publishEventSchemas(join(folder, "events"))],
  ]);
}
