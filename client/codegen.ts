/**
 * Settings of @graphql-codegen/client-preset for this graph: `codegenSettings` is what stands under `generates` in a
 * codegen.ts. With the API as a role sees it as `schema`, an operation that the role may not run is an error.
 */
export const codegenSettings = {
  preset: "client",
  presetConfig: {
    // A component reads its own fragment and no more. The name is not that of a hook, which this is not.
    fragmentMasking: { unmaskFunctionName: "readFragment" },
  },
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    immutableTypes: true,
    // A scalar that the graph gets later is an error, and not `any`.
    strictScalars: true,
    scalars: {
      ID: "string",
      DateTime: "@gatehouse/client#DateTime",
      Date: "@gatehouse/client#CalendarDate",
      EmailAddress: "string",
    },
  },
} as const;
