/** Measures a parsed document once, before it is validated: what is written in it, and the cost of its operations. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { CostRules } from "./cost-rules.js";
import { describeField } from "./describe-field.js";
import type { MeasuredSet } from "./measured-set.js";
import { costOfIntrospection } from "./operation-cost.js";

/** The measures of the document as written, and the largest ones of its operations. */
export interface DocumentMeasures {
  fields: number;
  aliases: number;
  directives: number;
  depth: number;
  rootFields: number;
  /** Fields with every spread of a fragment expanded. */
  expandedFields: number;
}

/** The measures of a document and, for each operation, what its cost is computed from. */
export interface Analysis {
  measures: DocumentMeasures;
  operations: ReadonlyMap<OperationDefinitionNode, MeasuredSet>;
}

/** Executed by the gateway itself; graphql-js has a rule against deep introspection. */
const introspectionFields = new Set(["__schema", "__type"]);

const emptySet = (): MeasuredSet => ({
  fields: [],
  parts: [],
  depth: 0,
  rootFields: 0,
  expandedFields: 0,
  aliases: 0,
  aliasCost: 0,
});

/**
 * Visits each definition once, so that the work grows with the document's length and not with the expansion of its
 * fragments. Cycles of fragments and unknown names are ignored: validation reports them afterwards.
 */
export function analyseDocument(document: DocumentNode, schema: GraphQLSchema, rules: CostRules): Analysis {
  const written = { fields: 0, aliases: 0, directives: 0 };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, MeasuredSet>();

  const countDirectives = (directives: readonly DirectiveNode[] | undefined) => {
    written.directives += directives?.length ?? 0;
  };

  const measureFragment = (name: string): MeasuredSet => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const definition = fragments.get(name);
    // A spread of a fragment within itself adds nothing.
    measured.set(name, emptySet());
    if (definition === undefined) return emptySet();
    countDirectives(definition.directives);
    const set = measureSet(definition.selectionSet, schema.getType(definition.typeCondition.name.value));
    measured.set(name, set);
    return set;
  };

  const measureField = (node: FieldNode, parent: GraphQLNamedType | undefined, set: MeasuredSet) => {
    const name = node.name.value;
    written.fields += 1;
    if (node.alias !== undefined) written.aliases += 1;
    countDirectives(node.directives);
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    const inner = node.selectionSet ? measureSet(node.selectionSet, type) : emptySet();
    const ownAnswer = introspectionFields.has(name);
    const children = ownAnswer ? emptySet() : inner;
    const field = describeField(node, parent, definition, children, rules);
    set.fields.push(ownAnswer ? { ...field, weight: costOfIntrospection(inner) } : field);
    set.depth = Math.max(set.depth, 1 + children.depth);
    set.rootFields += 1;
    set.expandedFields += 1 + children.expandedFields;
    set.aliases += inner.aliases + (node.alias === undefined ? 0 : 1);
    set.aliasCost += inner.aliasCost + field.alias;
  };

  const measureSet = (node: SelectionSetNode, type: GraphQLNamedType | undefined): MeasuredSet => {
    const set = emptySet();
    for (const selection of node.selections) {
      if (selection.kind === Kind.FIELD) {
        measureField(selection, type, set);
        continue;
      }
      countDirectives(selection.directives);
      const condition = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : "";
      const part =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measureSet(selection.selectionSet, condition === undefined ? type : schema.getType(condition!));
      set.parts.push(part);
      set.depth = Math.max(set.depth, part.depth);
      set.rootFields += part.rootFields;
      set.expandedFields += part.expandedFields;
      set.aliases += part.aliases;
      set.aliasCost += part.aliasCost;
    }
    return set;
  };

  const operations = new Map<OperationDefinitionNode, MeasuredSet>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      countDirectives(definition.directives);
      for (const variable of definition.variableDefinitions ?? []) countDirectives(variable.directives);
      const root = schema.getRootType(definition.operation) ?? undefined;
      operations.set(definition, measureSet(definition.selectionSet, root));
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      measureFragment(definition.name.value);
    }
  }

  const ofOperations = [...operations.values()];
  const most = (sets: readonly MeasuredSet[], name: "depth" | "rootFields" | "expandedFields") =>
    sets.reduce((sum, set) => Math.max(sum, set[name]), 0);
  return {
    measures: {
      ...written,
      depth: most(ofOperations, "depth"),
      rootFields: most(ofOperations, "rootFields"),
      // Fragments without a spread count as well, because validation visits them.
      expandedFields: most([...ofOperations, ...measured.values()], "expandedFields"),
    },
    operations,
  };
}
