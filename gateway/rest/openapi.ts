/** Describes the REST routes as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0). */
import type { RestRoute } from "./rest-route.js";
import { errorStatuses } from "./rest-status.js";
import { errorSchema, type JsonSchema, nextSchema, objectOf } from "./schemas.js";

const description =
  "The routes of the services that Gatehouse replaces, for clients that have not moved to the graph yet. They are deprecated from " +
  "their first day. Each runs one registered operation of the graph, with its limits and rights. docs/cut-over.md explains them.";

const json = (schema: JsonSchema) => ({ "application/json": { schema } });
const errorsOf = Object.fromEntries(
  errorStatuses.map((status) => [String(status), { $ref: `#/components/responses/Error${status}` }]),
);

/** Returns the document. */
export function describeRoutes(routes: readonly RestRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = describeRoute(route);
  }
  for (const path of ["/health", "/auth/health"]) paths[path] = { get: describeHealth(path) };
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: { title: "Gatehouse: the REST routes of the replaced services", version: "1", description },
    externalDocs: { url: "https://www.rfc-editor.org/rfc/rfc9745", description: "What `Deprecation` says" },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Error: errorSchema },
      responses: Object.fromEntries(
        errorStatuses.map((status) => [
          `Error${status}`,
          {
            description: `An error; \`code\` says which.`,
            ...((status === 429 || status === 503) && {
              headers: { "Retry-After": { schema: { type: "integer" } } },
            }),
            content: json({ $ref: "#/components/schemas/Error" }),
          },
        ]),
      ),
    },
  };
}

function describeRoute(route: RestRoute): object {
  const { method, path, summary, operation, status, body, isPaged, isPublic, response } = route;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const parameters = [
    ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    ...(isPaged
      ? [
          { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100, default: 100 } },
          { name: "after", in: "query", schema: { ...nextSchema, type: "string" } },
        ]
      : []),
  ];
  return {
    operationId:
      `${method.toLowerCase()}${path.replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`.replaceAll(
        /\W/g,
        "",
      ),
    summary,
    description: `Runs the operation \`${operation.name}\`.`,
    deprecated: true,
    security: isPublic ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [status]: { description: "Success.", content: json(response) },
      ...(operation.name === "RestRegister" && {
        "202": {
          description: "A mail was sent (REGISTRATION_REVEALS_TAKEN=false).",
          content: json({ $ref: "#/components/schemas/Error" }),
        },
      }),
      ...errorsOf,
    },
  };
}

function describeHealth(path: string): object {
  const content = json(objectOf({ status: { type: "string" }, checks: { type: "object" } }));
  return {
    operationId: path === "/health" ? "getHealth" : "getAuthHealth",
    summary: "Tells whether the services and their databases respond.",
    deprecated: true,
    security: [],
    responses: {
      "200": { description: "All do.", content },
      "503": { description: "One does not.", content },
    },
  };
}
