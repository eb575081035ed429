/** Answers what a caller must be to use a field of a supergraph: the directives with their federation meaning. */
import { type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";
import { allOf, type Requirement } from "./policy.js";
import { readWrittenTypes, type WrittenType } from "./read-directives.js";

/** The requirements of one supergraph. */
export interface PolicyTable {
  /** What whoever narrows a selection to the type (`... on Type`) must meet; null for nothing. */
  ofType(type: string): Requirement | null;
  /** What whoever selects the field on the type must meet: the type's, the field's, and those of the type it answers. */
  ofField(type: string, field: string): Requirement | null;
  /** Is what is selected below the field asked by whoever it signs in? */
  signsIn(type: string, field: string): boolean;
  /** Does nothing in the supergraph ask for anything? */
  isEmpty: boolean;
}

/**
 * Reads the table. Beyond what is written, an interface and its fields ask for all that their implementations
 * ask for, and a field for what its `@requires` selection asks for: composition writes this
 * out since 2.12, and a supergraph that was composed before must not be a way around.
 */
export function readPolicyTable(supergraph: DocumentNode): PolicyTable {
  const types = readWrittenTypes(supergraph);
  const implementations = readImplementations(types);
  const fieldRequirements = new Map<string, Requirement | null>();

  const ofType = (name: string): Requirement | null =>
    allOf([name, ...(implementations.get(name) ?? [])].map((one) => types.get(one)?.requirement));

  const writtenOn = (type: string, field: string): Requirement | null => {
    const { interfaces = [], fields } = types.get(type) ?? {};
    const inherits = fields?.get(field)?.isFromInterfaceObject === true;
    const givers = inherits ? interfaces.filter((one) => types.get(one)?.isInterfaceObject) : [];
    return allOf([type, ...givers].map((one) => types.get(one)?.fields.get(field)?.requirement));
  };

  /** `asked` holds what is being worked out already, against selections that need each other. */
  const neededBy = (type: string, field: string, asked: ReadonlySet<string>): Requirement | null => {
    const { needs = [] } = types.get(type)?.fields.get(field) ?? {};
    return allOf(needs.map((selection) => ofSelection(type, selection, asked)));
  };

  const ofSelection = (type: string, text: string, asked: ReadonlySet<string>) => {
    const inner = /^\s*\{/.test(text) ? text : `{ ${text} }`;
    const [definition] = parse(inner).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION
      ? ofSelectionSet(type, definition.selectionSet, asked)
      : null;
  };

  const ofSelectionSet = (
    type: string,
    { selections }: SelectionSetNode,
    asked: ReadonlySet<string>,
  ): Requirement | null =>
    allOf([
      ofType(type),
      ...selections.map((selection) => {
        if (selection.kind === Kind.INLINE_FRAGMENT)
          return ofSelectionSet(selection.typeCondition?.name.value ?? type, selection.selectionSet, asked);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return null;
        const { name, selectionSet } = selection;
        const answers = types.get(type)?.fields.get(name.value)?.answers ?? "";
        return allOf([
          fieldAlone(type, name.value, asked),
          selectionSet === undefined ? ofType(answers) : ofSelectionSet(answers, selectionSet, asked),
        ]);
      }),
    ]);

  const fieldAlone = (type: string, field: string, asked: ReadonlySet<string>): Requirement | null => {
    const key = `${type}.${field}`;
    if (asked.has(key)) return null;
    const askedNow = new Set(asked).add(key);
    return allOf(
      [type, ...(implementations.get(type) ?? [])].flatMap((one) => [
        writtenOn(one, field),
        neededBy(one, field, askedNow),
      ]),
    );
  };

  return {
    ofType,
    ofField(type, field) {
      const key = `${type}.${field}`;
      let requirement = fieldRequirements.get(key);
      if (requirement === undefined) {
        const answers = types.get(type)?.fields.get(field)?.answers ?? "";
        requirement = allOf([ofType(type), fieldAlone(type, field, new Set()), ofType(answers)]);
        fieldRequirements.set(key, requirement);
      }
      return requirement;
    },
    signsIn: (type, field) => types.get(type)?.fields.get(field)?.signsIn === true,
    isEmpty: [...types.values()].every(
      ({ requirement, fields }) =>
        requirement === null && [...fields.values()].every((field) => field.requirement === null),
    ),
  };
}

/** The object types and interfaces that implement each interface. */
function readImplementations(
  types: ReadonlyMap<string, WrittenType>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { interfaces }] of types) {
    for (const one of interfaces) found.set(one, [...(found.get(one) ?? []), name]);
  }
  return found;
}
