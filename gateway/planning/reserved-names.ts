/** The response names that the planner may add to a fetch, which a client's alias must avoid. */
import { isInterfaceType, isObjectType, type Subgraph, type Supergraph } from "@apollo/federation-internals";
import { Kind, parse, visit } from "graphql";

/** Tells whether the planner may add a field of this name to any object of a fetch. */
export type IsReserved = (name: string) => boolean;

/**
 * `__typename`, `_entities` and similar; the planner's names for fields that cannot be merged, and for arguments from a
 * context.
 */
const ownNames = /^_|__alias_\d+$|^contextualArgument/;

/** Reads the names: all selections of `@key`, `@requires` and `@provides`, at any depth, in any subgraph. */
export function readReservedNames(supergraph: Supergraph): IsReserved {
  const names = new Set<string>();
  for (const subgraph of supergraph.subgraphs()) {
    for (const fields of listFieldSets(subgraph)) {
      visit(parse(`{ ${fields} }`, { noLocation: true }), {
        enter: (node) => (node.kind === Kind.FIELD ? void names.add(node.name.value) : undefined),
      });
    }
  }
  return (name) => names.has(name) || ownNames.test(name);
}

function listFieldSets(subgraph: Subgraph): string[] {
  const metadata = subgraph.metadata();
  return subgraph.schema.types().flatMap((type) => {
    const fields = isObjectType(type) || isInterfaceType(type) ? type.fields() : [];
    return [
      ...type.appliedDirectivesOf(metadata.keyDirective()),
      ...fields.flatMap((field) => [
        ...field.appliedDirectivesOf(metadata.requiresDirective()),
        ...field.appliedDirectivesOf(metadata.providesDirective()),
      ]),
    ].map((directive) => String(directive.arguments()["fields"]));
  });
}
