/** Reads the directives that stand on a supergraph's types and fields, as they are written. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from "graphql";
import { namedType } from "../supergraph/planner-sdl.js";
import { readSecurityNames, type SecurityNames } from "../supergraph/security-features.js";
import { allOf, type Requirement, requireWords, signedIn } from "./requirement.js";

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
  /** Does it stand for an interface? */
  isInterface: boolean;
  isInterfaceObject: boolean;
  /** Names of the interfaces that it implements. */
  interfaces: readonly string[];
}

const outputKinds = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
]);

/** Reads every output type, by its name. */
export function readWrittenTypes(supergraph: DocumentNode): ReadonlyMap<string, WrittenType> {
  const names = readSecurityNames(supergraph);
  const types = new Map<string, WrittenType>();
  for (const definition of supergraph.definitions) {
    if (!outputKinds.has(definition.kind) || !("name" in definition) || definition.name === undefined)
      continue;
    const directives = "directives" in definition ? (definition.directives ?? []) : [];
    const fields = "fields" in definition ? (definition.fields ?? []) : [];
    types.set(definition.name.value, {
      requirement: readRequirement(directives, names),
      fields: new Map(
        fields.map((field) => [field.name.value, readField(field as FieldDefinitionNode, names)]),
      ),
      isInterface: definition.kind === Kind.INTERFACE_TYPE_DEFINITION,
      isInterfaceObject: applications(directives, "join__type").some(
        (args) => args["isInterfaceObject"] === true,
      ),
      interfaces:
        "interfaces" in definition ? (definition.interfaces ?? []).map(({ name }) => name.value) : [],
    });
  }
  return types;
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
