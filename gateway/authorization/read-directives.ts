/** Reads the directives that stand on a supergraph's types and fields, as they are written. */
import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type EnumTypeExtensionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type ScalarTypeDefinitionNode,
  type ScalarTypeExtensionNode,
  type ValueNode,
  valueFromASTUntyped,
} from "graphql";
import { namedType } from "../supergraph/planner-sdl.js";
import { readSecurityNames, type SecurityNames } from "../supergraph/security-features.js";
import { allOf, type Requirement, requireWords, signedIn } from "./policy.js";

/** A field as the supergraph has it. */
export interface WrittenField {
  requirement: Requirement | null;
  /** Name of the type that it answers, within lists and non-nulls. */
  answers: string;
  signsIn: boolean;
  /** Selections that the planner makes on the parent for this field's sake (`@requires`). */
  needs: readonly string[];
  /** Does the field come from an interface object alone? */
  isFromInterfaceObject: boolean;
}

/** A type as the supergraph has it. Scalars, enums and unions have no fields. */
export interface WrittenType {
  requirement: Requirement | null;
  fields: ReadonlyMap<string, WrittenField>;
  isInterfaceObject: boolean;
  /** Names of the interfaces that it implements. */
  interfaces: readonly string[];
}

type OutputNode =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode
  | ScalarTypeDefinitionNode
  | ScalarTypeExtensionNode
  | EnumTypeDefinitionNode
  | EnumTypeExtensionNode;

const outputKinds = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
]);

/** Reads every output type, by its name, with what extensions add to it. On unions no directive can stand. */
export function readWrittenTypes(supergraph: DocumentNode): ReadonlyMap<string, WrittenType> {
  const names = readSecurityNames(supergraph);
  const types = new Map<string, WrittenType>();
  for (const definition of supergraph.definitions) {
    if (!isOutputNode(definition)) continue;
    const before = types.get(definition.name.value);
    const { requirement, fields, interfaces, isInterfaceObject } = readType(definition, names);
    types.set(definition.name.value, {
      requirement: allOf([before?.requirement, requirement]),
      fields: new Map([...(before?.fields ?? []), ...fields]),
      interfaces: [...(before?.interfaces ?? []), ...interfaces],
      isInterfaceObject: isInterfaceObject || before?.isInterfaceObject === true,
    });
  }
  return types;
}

function isOutputNode(definition: DefinitionNode): definition is OutputNode {
  return outputKinds.has(definition.kind);
}

function readType(definition: OutputNode, names: SecurityNames): WrittenType {
  const { directives = [] } = definition;
  const fields = "fields" in definition ? (definition.fields ?? []) : [];
  const interfaces = "interfaces" in definition ? (definition.interfaces ?? []) : [];
  return {
    requirement: readRequirement(directives, names),
    fields: new Map(fields.map((field) => [field.name.value, readField(field, names)])),
    interfaces: interfaces.map(({ name }) => name.value),
    isInterfaceObject: applications(directives, "join__type").some(
      (args) => args["isInterfaceObject"] === true,
    ),
  };
}

function readField({ type, directives = [] }: FieldDefinitionNode, names: SecurityNames): WrittenField {
  const joins = applications(directives, "join__field");
  return {
    requirement: readRequirement(directives, names),
    answers: namedType(type),
    signsIn: names.signsIn !== undefined && applications(directives, names.signsIn).length > 0,
    needs: joins.flatMap(({ requires }) => (typeof requires === "string" ? [requires] : [])),
    isFromInterfaceObject: joins.length > 0 && joins.every(({ graph }) => graph === undefined),
  };
}

function readRequirement(directives: readonly DirectiveNode[], names: SecurityNames): Requirement | null {
  const of = (name: string | undefined) => (name === undefined ? [] : applications(directives, name));
  return allOf([
    ...of(names.authenticated).map(() => signedIn),
    ...of(names.requiresScopes).map(({ scopes }) => requireWords("scopes", scopes as string[][])),
    ...of(names.policy).map(({ policies }) => requireWords("policies", policies as string[][])),
  ]);
}

/** The arguments of each application of a directive. */
function applications(directives: readonly DirectiveNode[], name: string): Record<string, unknown>[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: args = [] }) =>
      Object.fromEntries(args.map((argument) => [argument.name.value, plain(argument.value)])),
    );
}

const plain = (value: ValueNode): unknown => valueFromASTUntyped(value);
