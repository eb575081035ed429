/** Removes from a supergraph the directives that the query planner refuses and the gateway enforces. */
import { type DirectiveDefinitionNode, type DocumentNode, Kind, visit } from "graphql";
import { namedType } from "../authorization/named-type.js";
import { linksEnforcedFeature, readSecurityNames } from "../authorization/security-features.js";

/**
 * Returns the supergraph without `@authenticated`, `@requiresScopes`, `@policy`, the scalars of their arguments and
 * their links. The planner refuses every other feature for SECURITY that it does not know.
 */
export function withoutEnforcedFeatures(supergraph: DocumentNode): DocumentNode {
  const { authenticated, requiresScopes, policy } = readSecurityNames(supergraph);
  const directives = new Set([authenticated, requiresScopes, policy]);
  const scalars = new Set(
    supergraph.definitions.flatMap((definition) =>
      definition.kind === Kind.DIRECTIVE_DEFINITION && directives.has(definition.name.value)
        ? argumentTypes(definition)
        : [],
    ),
  );
  return visit(supergraph, {
    enter(node) {
      const drop =
        (node.kind === Kind.DIRECTIVE && (directives.has(node.name.value) || linksEnforcedFeature(node))) ||
        (node.kind === Kind.DIRECTIVE_DEFINITION && directives.has(node.name.value)) ||
        (node.kind === Kind.SCALAR_TYPE_DEFINITION && scalars.has(node.name.value));
      return drop ? null : undefined;
    },
  });
}

function argumentTypes({ arguments: args = [] }: DirectiveDefinitionNode): string[] {
  return args.map(({ type }) => namedType(type));
}
