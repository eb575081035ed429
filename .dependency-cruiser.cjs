/**
 * The arrows of the architecture: which folder may import which. Arrows point down; nothing points back. Imports of
 * types count like any other, except for the two rules that say why not.
 */
const runtimeOnly = { dependencyTypesNot: ["type-only"] };
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** Files of a feature's folder that its subgraph opens and no other feature imports. */
const opened = "(model|routes|[^/]*resolvers|[^/]*-route)\\.ts$";

/**
 * The features of auth, each with the files that the others may import. A feature imports only features above it in this
 * list, so that no folders form a circle.
 */
const authFeatures = {
  audit: "actor|audit|list-audit-events",
  accounts:
    "account-data|account-record|create-account-record|end-sessions-before|find-account|identifiers|live-account|open-account|" +
    "proven-address|public-account|sample-point",
  "signing-keys": "key-ring|signing-keys",
  sessions:
    "begin-session|end-sessions|is-used-from|issue-tokens|legacy-session|live-session|model|replace-refresh-token|require-live-account",
  "legacy-tokens": null,
  administration: "keep-an-admin",
  attempts: "attempts|client-address",
  mail: "envelope|find-recipient|mailed-token|message|model|prepare-mail|queue|texts",
  passwords:
    "config|foreign-hashes/(firebase|foreign-hash|keycloak|read-foreign-hash)|hash-queue|hash-turn|password-policy|passwords|" +
    "personal-words|replace-password-hash|require-current-password",
  "second-factor": "challenges|require-all-factors|require-code",
  email: "mails|release-address",
  import: null,
  "sign-in": "sign-in",
  passkeys: null,
  privacy: null,
  registration: null,
  "sign-out": null,
  operations: null,
  migrations: null,
};
const authExports = Object.entries(authFeatures).flatMap(([name, files]) =>
  files === null ? [] : [`${name}/(${files})`],
);

/** The folders of the gateway, lowest first: a folder imports only folders above it in this list. */
const gatewayFolders = [
  "metrics",
  "limits",
  "operations",
  "subgraph",
  "authorization",
  "planning",
  "execution",
  "supergraph",
  "http",
  "tokens",
  "legacy-tokens",
  "rest",
  "development",
  "console",
];

/** The folders of platform, lowest first. */
const platformFolders = [
  "text",
  "settings",
  "telemetry",
  "http",
  "events",
  "database",
  "identity",
  "service",
  "graphql",
  "accounts",
];

/** The files that stand on the SDK of OpenTelemetry. */
const telemetrySdk = "platform/telemetry/(exporters|metric-text|prometheus-name|sampler|sampling|sdk)\\.ts$";

/** One rule for each folder: it imports only folders above it in the list, so that the folders form no circle. */
const inOrder = (root, folders) => [
  ...folders.map((folder, index) =>
    rule(
      `${root.replace("subgraphs/", "")}-${folder}-imports-folders-above`,
      `The folders of ${root} form no circle: a folder imports only folders above it in the list of this file.`,
      { path: `^${root}/${folder}/` },
      { path: `^${root}/(${folders.slice(index + 1).join("|")})/` },
    ),
  ),
  rule(
    `${root.replace("subgraphs/", "")}-lists-its-folders`,
    `Add a new folder of ${root} to the list in this file, above the folders that import it.`,
    { path: `^${root}/` },
    { path: `^${root}/(?!(${folders.join("|")})/)[^/]+/` },
  ),
];

module.exports = {
  forbidden: [
    rule(
      "no-circles",
      "A file of a circle can only be read together with all others of it.",
      {},
      { circular: true },
    ),
    rule(
      "platform-is-lowest",
      "Platform is shared by all parts and depends on none of them.",
      { path: "^platform/" },
      { path: "^(gateway|subgraphs|embedded-mongo|commands|schema)/" },
    ),
    rule(
      "gateway-imports-only-platform",
      "The gateway reaches the subgraphs by HTTP alone, and knows them by the list of services.",
      { path: "^gateway/" },
      { path: "^(subgraphs|embedded-mongo|commands|schema)/", pathNot: "^schema/services\\.ts$" },
    ),
    rule(
      "no-subgraph-imports-another",
      "Subgraphs reach each other by HTTP and events alone.",
      { path: "^subgraphs/([^/]+)/" },
      { path: "^subgraphs/", pathNot: "^subgraphs/$1/" },
    ),
    rule(
      "subgraphs-import-only-platform",
      "Subgraphs take generated types and the list of services from schema/, and nothing else from there.",
      { path: "^subgraphs/" },
      { path: "^(gateway|embedded-mongo|commands|schema/(?!generated/|services\\.ts$))" },
    ),
    rule(
      "services-are-a-list",
      "All parts read the list of services, so it depends on platform/ alone.",
      { path: "^schema/services\\.ts$" },
      { pathNot: "^platform/" },
    ),
    rule(
      "features-keep-their-own-files",
      "A feature imports what another exports in its folder: not its model, resolvers or routes, which the outermost " +
        "files open, and nothing from the folders within. (service/ is no feature; auth says by name what each exports.)",
      { path: "^(gateway|subgraphs/(?!auth/)[^/]+)/([^/]+)/" },
      { path: `^$1/[^/]+/(${opened}|[^/]+/)`, pathNot: "^$1/$2/|^subgraphs/[^/]+/service/" },
    ),
    rule(
      "auth-features-import-exports",
      "A feature of auth imports from another one only the files that authFeatures names.",
      { path: "^subgraphs/auth/([^/]+)/" },
      {
        path: "^subgraphs/auth/[^/]+/",
        pathNot: ["^subgraphs/auth/$1/", `^subgraphs/auth/(${authExports.join("|")})\\.ts$`],
      },
    ),
    ...inOrder("subgraphs/auth", Object.keys(authFeatures)),
    ...inOrder("gateway", gatewayFolders),
    ...inOrder("platform", platformFolders),
    rule(
      "features-get-their-settings",
      "The outermost files read the settings of all features. (Types are free: the settings' type is what a feature " +
        "says it can be told.)",
      { path: "^(gateway|subgraphs/[^/]+)/([^/]+)/" },
      { path: "^$1/[^/]+/config\\.ts$", pathNot: "^$1/$2/", ...runtimeOnly },
    ),
    rule(
      "telemetry-sdk-only-when-on",
      "The SDK is loaded where telemetry is on: all other files know OpenTelemetry by its interfaces.",
      { pathNot: `^${telemetrySdk}` },
      { path: "node_modules/@opentelemetry/(?!api/)" },
    ),
    rule(
      "telemetry-sdk-by-dynamic-import",
      "A static import would load the SDK in each process.",
      { pathNot: `^${telemetrySdk}|^test/` },
      { path: `^${telemetrySdk}`, dynamic: false },
    ),
    rule(
      "embedded-mongo-stands-alone",
      "It is a package of its own: it imports no other folder.",
      { path: "^embedded-mongo/" },
      { path: "^(platform|gateway|subgraphs|commands|schema)/" },
    ),
    rule(
      "embedded-mongo-by-its-entry",
      "Other folders import server.ts and no file behind it.",
      { pathNot: "^embedded-mongo/" },
      { path: "^embedded-mongo/", pathNot: "^embedded-mongo/server\\.ts$" },
    ),
    rule(
      "embedded-mongo-commands-know-no-sockets",
      "A command gets a document and returns one.",
      { path: "^embedded-mongo/(commands|queries|updates|storage|values)/" },
      { path: "^embedded-mongo/(server\\.ts|protocol/)" },
    ),
    rule(
      "embedded-mongo-queries-and-updates-know-no-commands",
      "The layers are protocol, commands, updates, queries, storage, values; none imports one above it.",
      { path: "^embedded-mongo/(queries|updates|storage|values)/" },
      { path: "^embedded-mongo/commands/" },
    ),
    rule(
      "embedded-mongo-queries-know-no-updates",
      "An update uses filters; a filter changes no document.",
      { path: "^embedded-mongo/queries/" },
      { path: "^embedded-mongo/updates/" },
    ),
    rule(
      "embedded-mongo-storage-knows-no-queries",
      "The filters of partial indexes are passed to it.",
      { path: "^embedded-mongo/(storage|values)/" },
      { path: "^embedded-mongo/(queries|updates)/" },
    ),
    rule(
      "embedded-mongo-values-know-no-storage",
      "BSON values are the lowest layer.",
      { path: "^embedded-mongo/values/" },
      { path: "^embedded-mongo/storage/" },
    ),
    rule(
      "client-stands-alone",
      "It is a package of its own, for browsers: it knows the graph by what is generated into it.",
      { path: "^client/" },
      { path: "^(platform|gateway|subgraphs|embedded-mongo|commands|schema|web)/|^node:" },
    ),
    rule(
      "client-by-its-entries",
      "Other folders import what the package exports.",
      { pathNot: "^client/" },
      { path: "^client/", pathNot: "^client/(index|codegen|react/index|generated/api(-user)?)\\.ts$" },
    ),
    rule(
      "client-core-knows-no-framework",
      "Only the hooks need React.",
      { path: "^client/", pathNot: "^client/react/" },
      { path: "^client/react/|node_modules/react/|@apollo/client/react" },
    ),
    rule(
      "client-layers",
      "Hooks use flows, flows use the client and its links, and these use the session.",
      { path: "^client/(session|links|passkeys)/" },
      { path: "^client/(flows|create-client\\.ts|index\\.ts)" },
    ),
    rule(
      "use-cases-know-no-protocol",
      "A use case is the same by any protocol. (Files named open-… and fetch-… reach other servers for it.)",
      {
        path: "^subgraphs/[^/]+/[^/]+/",
        pathNot:
          "/(config|[^/]*resolvers|[^/]+-route|(open|fetch)-[^/]+|refresh-carrier|system-status)\\.ts$",
      },
      {
        path: "node_modules/(graphql|@apollo|graphql-shield|undici)/|^platform/(graphql|http)/|/(resolvers|rules|context|app)\\.ts$",
      },
    ),
    rule(
      "mongoose-in-models-only",
      "All other code works with records.",
      { pathNot: "(^platform/database/|/model\\.ts$|/model/[^/]+\\.ts$|^(embedded-mongo/)?test/|^bench/)" },
      { path: "node_modules/(mongoose|mongodb)/" },
    ),
    rule(
      "web-knows-the-graph-alone",
      "The console is a front end like any other: it knows the graph by the kit. (The rules for passwords are one file, " +
        "which the console shows while one types.)",
      { path: "^web/" },
      {
        path: "^(platform|gateway|subgraphs|embedded-mongo|commands|schema)/|^client/(?!(index|react/index)\\.ts$)",
        pathNot: "^subgraphs/auth/passwords/judge-password\\.ts$",
      },
    ),
    rule(
      "web-pages-stand-alone",
      "The pages of one area import none of another: what they share is in the folders below them.",
      { path: "^web/(visitors|account|tasks|admin)/" },
      { path: "^web/(visitors|account|tasks|admin|app)/", pathNot: "^web/$1/" },
    ),
    rule(
      "web-design-knows-no-graph",
      "The design system is the lowest layer of the console.",
      { path: "^web/design/" },
      { path: "^(web/(?!design/)|client/)" },
    ),
    rule(
      "web-is-a-leaf",
      "Nothing but its tests imports the console.",
      { pathNot: "^(web|test)/" },
      { path: "^web/" },
    ),
    rule("main-is-a-root", "No module imports a composition root.", {}, { path: "/main\\.ts$" }),
    rule(
      "product-imports-no-tests",
      "Tests are no part of the product.",
      { pathNot: "^(embedded-mongo/)?(test|bench)/|\\.test\\.ts$" },
      { path: "^(embedded-mongo/)?(test|bench)/|\\.test\\.ts$" },
    ),
    rule(
      "no-development-packages",
      "Production installs no development packages. (Types are gone by then.)",
      {
        path: "^(gateway|subgraphs|platform|embedded-mongo|commands)/",
        pathNot: "^commands/launch/|^embedded-mongo/test/|\\.test\\.ts$",
      },
      { dependencyTypes: ["npm-dev"], ...runtimeOnly },
    ),
    rule("resolvable", "An import must resolve to a file.", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Routers are packages apart, whose dependencies are not installed here.
    exclude: { path: "(^|/)dist/|^coverage/|^templates/|^deploy/routers/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
    },
  },
};
