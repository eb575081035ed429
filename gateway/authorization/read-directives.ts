/** Reads the authorization directives on the types and fields of a supergraph, without deriving anything from them. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from "graphql";
import { namedType } from "./named-type.js";
import { isOutputNode, type OutputNode } from "./output-nodes.js";
import { allOf, authenticated, type Policy, toPolicy } from "./policy.js";
import { readSecurityNames, type SecurityNames } from "./security-features.js";

/** A field of the supergraph. */
export interface WrittenField {
  policy: Policy | null;
  /** Name of its type, without list and non-null. */
  fieldType: string;
  signsIn: boolean;
  /** Selections on the parent that the planner adds for this field (`@requires`). */
  needs: readonly string[];
  /** No subgraph defines the field on the type itself: it comes from an interface object. */
  isFromInterfaceObject: boolean;
}

/** A type of the supergraph. Scalars, enums and unions have no fields. */
export interface WrittenType {
  policy: Policy | null;
  fields: ReadonlyMap<string, WrittenField>;
  isInterfaceObject: boolean;
  /** Names of the interfaces that it implements. */
  interfaces: readonly string[];
}

/** Reads every output type by its name, including extensions. The directives cannot be applied to unions. */
export function readWrittenTypes(supergraph: DocumentNode): ReadonlyMap<string, WrittenType> {
  const names = readSecurityNames(supergraph);
  const types = new Map<string, WrittenType>();
  for (const definition of supergraph.definitions) {
    if (!isOutputNode(definition)) continue;
    const before = types.get(definition.name.value);
    const { policy, fields, interfaces, isInterfaceObject } = readType(definition, names);
    types.set(definition.name.value, {
      policy: allOf([before?.policy, policy]),
      fields: new Map([...(before?.fields ?? []), ...fields]),
      interfaces: [...(before?.interfaces ?? []), ...interfaces],
      isInterfaceObject: isInterfaceObject || before?.isInterfaceObject === true,
    });
  }
  return types;
}

function readType(definition: OutputNode, names: SecurityNames): WrittenType {
  const { directives = [] } = definition;
  const fields = "fields" in definition ? (definition.fields ?? []) : [];
  const interfaces = "interfaces" in definition ? (definition.interfaces ?? []) : [];
  return {
    policy: readPolicy(directives, names),
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
    policy: readPolicy(directives, names),
    fieldType: namedType(type),
    signsIn: names.signsIn !== undefined && applications(directives, names.signsIn).length > 0,
    needs: joins.flatMap(({ requires }) => (typeof requires === "string" ? [requires] : [])),
    isFromInterfaceObject: joins.length > 0 && joins.every(({ graph }) => graph === undefined),
  };
}

function readPolicy(directives: readonly DirectiveNode[], names: SecurityNames): Policy | null {
  const of = (name: string | undefined) => (name === undefined ? [] : applications(directives, name));
  return allOf([
    ...of(names.authenticated).map(() => authenticated),
    ...of(names.requiresScopes).map(({ scopes }) => toPolicy("scopes", scopes as string[][])),
    ...of(names.policy).map(({ policies }) => toPolicy("policies", policies as string[][])),
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
