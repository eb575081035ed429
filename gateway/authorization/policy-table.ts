/** Looks up the policy of each type and field of a supergraph, as federation defines its directives. */
import { type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";
import { allOf, type Policy } from "./policy.js";
import { readWrittenTypes, type WrittenType } from "./read-directives.js";

/** The policies of one supergraph. */
export interface PolicyTable {
  /** Returns the policy of a selection that is narrowed to the type (`... on Type`); null for none. */
  ofType(type: string): Policy | null;
  /** Returns the policy of the field on the type: those of the type, the field, and the field's own type. */
  ofField(type: string, field: string): Policy | null;
  /** Returns whether the selections below the field are for the caller whom the field signs in. */
  signsIn(type: string, field: string): boolean;
  /** No element of the supergraph has a policy. */
  isEmpty: boolean;
}

/** Reads the table of a supergraph. */
export function readPolicyTable(supergraph: DocumentNode): PolicyTable {
  return createPolicyTable(readWrittenTypes(supergraph));
}

/**
 * Creates the table. Besides its own directives, an interface (and each of its fields) requires what its implementations
 * require, and a field requires what its `@requires` selection requires. Composition has written this out since 2.12;
 * it must also hold for a supergraph from an older version.
 */
export function createPolicyTable(types: ReadonlyMap<string, WrittenType>): PolicyTable {
  const implementations = readImplementations(types);
  const fieldPolicies = new Map<string, Policy | null>();

  const ofType = (name: string): Policy | null =>
    allOf([name, ...(implementations.get(name) ?? [])].map((one) => types.get(one)?.policy));

  const writtenOn = (type: string, field: string): Policy | null => {
    const { interfaces = [], fields } = types.get(type) ?? {};
    const inherits = fields?.get(field)?.isFromInterfaceObject === true;
    const sources = inherits ? interfaces.filter((one) => types.get(one)?.isInterfaceObject) : [];
    return allOf([type, ...sources].map((one) => types.get(one)?.fields.get(field)?.policy));
  };

  /** `visited` contains the fields in progress, because `@requires` selections may name each other. */
  const neededBy = (type: string, field: string, visited: ReadonlySet<string>): Policy | null => {
    const { needs = [] } = types.get(type)?.fields.get(field) ?? {};
    return allOf(needs.map((selection) => ofSelection(type, selection, visited)));
  };

  const ofSelection = (type: string, text: string, visited: ReadonlySet<string>) => {
    const inner = /^\s*\{/.test(text) ? text : `{ ${text} }`;
    const [definition] = parse(inner).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION
      ? ofSelectionSet(type, definition.selectionSet, visited)
      : null;
  };

  const ofSelectionSet = (
    type: string,
    { selections }: SelectionSetNode,
    visited: ReadonlySet<string>,
  ): Policy | null =>
    allOf([
      ofType(type),
      ...selections.map((selection) => {
        if (selection.kind === Kind.INLINE_FRAGMENT)
          return ofSelectionSet(selection.typeCondition?.name.value ?? type, selection.selectionSet, visited);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return null;
        const { name, selectionSet } = selection;
        const fieldType = types.get(type)?.fields.get(name.value)?.fieldType ?? "";
        return allOf([
          fieldAlone(type, name.value, visited),
          selectionSet === undefined ? ofType(fieldType) : ofSelectionSet(fieldType, selectionSet, visited),
        ]);
      }),
    ]);

  const fieldAlone = (type: string, field: string, visited: ReadonlySet<string>): Policy | null => {
    const key = `${type}.${field}`;
    if (visited.has(key)) return null;
    const visitedNow = new Set(visited).add(key);
    return allOf(
      [type, ...(implementations.get(type) ?? [])].flatMap((one) => [
        writtenOn(one, field),
        neededBy(one, field, visitedNow),
      ]),
    );
  };

  return {
    ofType,
    ofField(type, field) {
      const key = `${type}.${field}`;
      let policy = fieldPolicies.get(key);
      if (policy === undefined) {
        const fieldType = types.get(type)?.fields.get(field)?.fieldType ?? "";
        policy = allOf([ofType(type), fieldAlone(type, field, new Set()), ofType(fieldType)]);
        fieldPolicies.set(key, policy);
      }
      return policy;
    },
    signsIn: (type, field) => types.get(type)?.fields.get(field)?.signsIn === true,
    isEmpty: [...types.values()].every(
      ({ policy, fields }) => policy === null && [...fields.values()].every((field) => field.policy === null),
    ),
  };
}

/** Returns the table without policies, for a gateway that does not enforce them. Sign-ins stay known. */
export function withoutPolicies({ signsIn }: PolicyTable): PolicyTable {
  return { ofType: () => null, ofField: () => null, signsIn, isEmpty: true };
}

/** The object types and interfaces that implement each interface. */
export function readImplementations(
  types: ReadonlyMap<string, WrittenType>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { interfaces }] of types) {
    for (const one of interfaces) found.set(one, [...(found.get(one) ?? []), name]);
  }
  return found;
}
