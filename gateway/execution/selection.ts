/** The client's selections, collected once for each type that an object may have. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { type Condition, conditionsOf } from "./selection-conditions.js";

/** A selection set with the conditions around it. */
interface Branch {
  set: SelectionSetNode;
  conditions: readonly Condition[];
}

/** A field of the response. */
export interface SelectedField {
  /** Its response name. */
  key: string;
  name: string;
  type: GraphQLOutputType;
  /** Its first selection; all others have the same arguments. */
  node: FieldNode;
  /** It is in the response where all conditions of one of these are met. */
  alternatives: readonly (readonly Condition[])[];
  /** The selections on its value; null for a leaf. */
  below: Selection | null;
}

const metaFields = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef];

/** The selections of one operation on one value. */
export class Selection {
  readonly #fields = new Map<string, readonly SelectedField[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly branches: readonly Branch[],
  ) {}

  /** All selections, as written. */
  get selections(): readonly SelectionNode[] {
    return this.branches.flatMap(({ set }) => set.selections);
  }

  /** The selections of an operation on the root. */
  static ofOperation(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ): Selection {
    return new Selection(schema, fragments, [{ set: operation.selectionSet, conditions: [] }]);
  }

  /** The fields of an object of this type, in the order in which they were selected. */
  fieldsOf(type: GraphQLObjectType): readonly SelectedField[] {
    let fields = this.#fields.get(type.name);
    if (fields === undefined) {
      fields = this.#collect(type);
      this.#fields.set(type.name, fields);
    }
    return fields;
  }

  /** https://spec.graphql.org/October2021/#CollectFields(), without evaluating the conditions. */
  #collect(type: GraphQLObjectType): SelectedField[] {
    const groups = new Map<
      string,
      { node: FieldNode; alternatives: (readonly Condition[])[]; below: Branch[] }
    >();
    const visited = new Set<string>();

    const collectSet = (set: SelectionSetNode, conditions: readonly Condition[]): void => {
      for (const selection of set.selections) {
        const own = conditionsOf(selection);
        if (own === null) continue;
        const all = own.length === 0 ? conditions : [...conditions, ...own];
        if (selection.kind === Kind.FIELD) {
          addField(selection, all);
          continue;
        }
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
        if (fragment === undefined || !this.#applies(fragment.typeCondition?.name.value, type)) continue;
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const visit = `${selection.name.value} ${JSON.stringify(all)}`;
          if (visited.has(visit)) continue;
          visited.add(visit);
        }
        collectSet(fragment.selectionSet, all);
      }
    };
    const addField = (node: FieldNode, conditions: readonly Condition[]): void => {
      const key = node.alias?.value ?? node.name.value;
      const group = groups.get(key) ?? { node, alternatives: [], below: [] };
      group.alternatives.push(conditions);
      if (node.selectionSet) group.below.push({ set: node.selectionSet, conditions });
      groups.set(key, group);
    };

    for (const { set, conditions } of this.branches) collectSet(set, conditions);
    return [...groups].flatMap(([key, { node, alternatives, below }]) => {
      const name = node.name.value;
      const definition = metaFields.find((one) => one.name === name) ?? type.getFields()[name];
      if (definition === undefined) return [];
      const selection = below.length === 0 ? null : new Selection(this.schema, this.fragments, below);
      return [{ key, name, type: definition.type, node, alternatives, below: selection }];
    });
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.schema.getType(condition);
    return isAbstractType(conditionType) && this.schema.isSubType(conditionType, type);
  }
}
