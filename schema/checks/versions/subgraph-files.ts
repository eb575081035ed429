/** Which files of schema/ are the SDL of a subgraph. */

/** Files that are written by commands: the supergraph, the API schema, and the API schema as a role sees it. */
const derived = /^(supergraph|api|api\..+)\.graphql$/;

/** Names of the subgraphs whose SDL is among these files, in the order of the alphabet. */
export const subgraphsAmong = (files: readonly string[]): string[] =>
  files
    .filter((file) => file.endsWith(".graphql") && !derived.test(file))
    .map((file) => file.slice(0, -".graphql".length))
    .sort();
