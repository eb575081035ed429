/**
 * What an operation uses of a schema, as keys:
 * `Type` names a type that it selects on, names or sends; `>Type` a scalar or enum that it receives;
 * `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`, `@directive`, `@directive(argument:)` as in schema
 * coordinates; `?` before an argument or input field that it may leave out or send as null; `#query` its kind.
 */
import {
  type ASTVisitor,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  Kind,
  type NamedTypeNode,
  type NameNode,
  TypeInfo,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { createSendableReader } from "./sendable-inputs.js";

/** Returns a reader of the keys of operations that are valid for the schema. */
export function createUsageReader(schema: GraphQLSchema): (document: DocumentNode) => ReadonlySet<string> {
  const sendable = createSendableReader();
  return (document) => {
    const keys = new Set<string>();
    const mayBeNull = new Set<string>();
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      keys.add(`#${definition.operation}`);
      for (const variable of definition.variableDefinitions ?? []) {
        if (maybeNull(variable)) mayBeNull.add(variable.variable.name.value);
        const type = typeFromAST(schema, variable.type as NamedTypeNode) as GraphQLInputType | undefined;
        for (const key of type ? sendable(type) : []) keys.add(key);
      }
    }
    const types = new TypeInfo(schema);
    visit(document, visitWithTypeInfo(types, createCollector(types, keys, mayBeNull)));
    return keys;
  };
}

/** Adds the keys of what a document selects and sends in literals. `mayBeNull` names variables. */
function createCollector(types: TypeInfo, keys: Set<string>, mayBeNull: ReadonlySet<string>): ASTVisitor {
  const isUnsure = (value: ValueNode) =>
    value.kind === Kind.NULL || (value.kind === Kind.VARIABLE && mayBeNull.has(value.name.value));
  const addSent = (coordinate: string, given: { value: ValueNode } | undefined) => {
    if (given) keys.add(coordinate);
    if (!given || isUnsure(given.value)) keys.add(`?${coordinate}`);
  };
  const named = (nodes: readonly { name: NameNode; value: ValueNode }[] | undefined, name: string) =>
    nodes?.find((node) => node.name.value === name);
  return {
    [Kind.SELECTION_SET]() {
      const parent = types.getParentType();
      if (parent) keys.add(parent.name);
    },
    [Kind.FIELD](node) {
      const [parent, field] = [types.getParentType(), types.getFieldDef()];
      if (!parent || !field || field.name.startsWith("__")) return;
      const coordinate = `${parent.name}.${field.name}`;
      keys.add(coordinate);
      const result = getNamedType(field.type);
      if (isLeafType(result)) keys.add(`>${result.name}`);
      for (const { name } of field.args) addSent(`${coordinate}(${name}:)`, named(node.arguments, name));
    },
    [Kind.INLINE_FRAGMENT]({ typeCondition }) {
      if (typeCondition) keys.add(typeCondition.name.value);
    },
    [Kind.FRAGMENT_DEFINITION]({ typeCondition }) {
      keys.add(typeCondition.name.value);
    },
    [Kind.DIRECTIVE](node) {
      keys.add(`@${node.name.value}`);
      for (const { name } of node.arguments ?? []) keys.add(`@${node.name.value}(${name.value}:)`);
    },
    [Kind.OBJECT](node) {
      const type = getNamedType(types.getInputType());
      if (!isInputObjectType(type)) return;
      keys.add(type.name);
      for (const name of Object.keys(type.getFields()))
        addSent(`${type.name}.${name}`, named(node.fields, name));
    },
    [Kind.ENUM](node) {
      const type = getNamedType(types.getInputType());
      if (isEnumType(type)) keys.add(type.name).add(`${type.name}.${node.value}`);
    },
  };
}

const maybeNull = ({ type, defaultValue }: VariableDefinitionNode): boolean =>
  type.kind !== Kind.NON_NULL_TYPE && (defaultValue === undefined || defaultValue.kind === Kind.NULL);
