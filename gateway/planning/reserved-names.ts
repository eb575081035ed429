/** The response names that the planner may add to a fetch, so that a client's alias must be none of them. */
import { isInterfaceType, isObjectType, type Subgraph, type Supergraph } from "@apollo/federation-internals";
import { Kind, parse, visit } from "graphql";

/** Tells whether the planner may add a field of this name to any object of a fetch. */
export type IsReserved = (name: string) => boolean;

/**
 * `__typename`, `_entities` and the like; the names that the planner gives to fields which cannot be merged, and to
 * arguments from a context.
 */
const ownNames = /^_|__alias_\d+$|^contextualArgument/;

/** Reads the names: whatever `@key`, `@requires` or `@provides` selects, at any depth, in any subgraph. */
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
