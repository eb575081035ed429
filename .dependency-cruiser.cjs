/** The arrows of the architecture: which folder may import which. Arrows point down; nothing points back. */
const type = { dependencyTypesNot: ["type-only"] };
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule("no-circles", "Whoever reads one of a circle must read them all.", {}, { circular: true }),
    rule(
      "platform-imports-nobody",
      "What all share knows none of them.",
      { path: "^platform/" },
      { path: "^(gateway|subgraphs|embedded-mongo|commands|schema)/" },
    ),
    rule(
      "gateway-imports-only-platform",
      "It meets the subgraphs over HTTP alone.",
      { path: "^gateway/" },
      { path: "^(subgraphs|embedded-mongo|commands)/" },
    ),
    rule(
      "no-subgraph-imports-another",
      "They meet over HTTP and events alone.",
      { path: "^subgraphs/([^/]+)/" },
      { path: "^subgraphs/", pathNot: "^subgraphs/$1/" },
    ),
    rule(
      "subgraphs-import-only-platform",
      "Of schema/ they take generated types.",
      { path: "^subgraphs/" },
      { path: "^(gateway|embedded-mongo|commands|schema/(?!generated/))" },
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
      "services-know-no-graphql",
      "A use case is the same by any protocol.",
      {
        path: "^subgraphs/([^/]+/service(/|\\.ts$)|auth/[^/]+/)",
        pathNot:
          "/(resolvers|export-resolvers|[^/]+-route|open-[^/]+|refresh-carrier|fetch-range|system-status)\\.ts$",
      },
      {
        path: "node_modules/(graphql|@apollo|graphql-shield|undici)/|^platform/(graphql|http)/|/(resolvers|rules|context|app)\\.ts$",
        ...type,
      },
    ),
    rule(
      "mongoose-in-models-only",
      "Everything else works with records.",
      { pathNot: "(^platform/database/|/model\\.ts$|/model/[^/]+\\.ts$|^(embedded-mongo/)?test/|^bench/)" },
      { path: "node_modules/(mongoose|mongodb)/" },
    ),
    rule("main-is-a-root", "Nobody imports a composition root.", {}, { path: "/main\\.ts$" }),
    rule(
      "product-imports-no-tests",
      "Tests are no part of it.",
      { pathNot: "^(test|bench)/" },
      { path: "^(test|bench)/" },
    ),
    rule(
      "no-development-packages",
      "What runs in production is installed there.",
      { path: "^(gateway|subgraphs|platform|embedded-mongo|commands)/", pathNot: "^commands/launch/" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
    rule("resolvable", "An import must lead somewhere.", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/|^(coverage|schema/generated)/" },
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
    },
  },
};
