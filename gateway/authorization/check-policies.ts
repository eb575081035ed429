/** Compares the grants of one caller with the policies of a supergraph. */
import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from "graphql";
import type { Grants } from "../../platform/identity/grants.js";
import { isMet } from "./policy.js";
import type { PolicyTable } from "./policy-table.js";

/** The place of a selection in an operation. */
export interface Scope {
  /** The type of its fields: that of the nearest type condition, else of the parent field. */
  type: string;
  /** True below or within a denied selection. */
  denied: boolean;
  /** False below a field that signs in: that selection is for the new caller, who is not known yet. */
  checked: boolean;
}

/** The check for one caller. Scopes are derived from the root of an operation inwards. */
export interface PolicyCheck {
  /** Returns whether a field is denied in this scope. */
  denies(scope: Scope, field: string): boolean;
  /** Returns the scope within a fragment; `condition` is the name of its type, if it has one. */
  within(scope: Scope, condition: string | undefined): Scope;
  /** Returns the scope of the selections on a field's value. */
  below(scope: Scope, field: string, denied: boolean): Scope;
}

/** Creates the check; `grants` is null for a caller who is not signed in. */
export function createPolicyCheck(
  schema: GraphQLSchema,
  policies: PolicyTable,
  grants: Grants | null,
): PolicyCheck {
  return {
    denies: ({ type, denied, checked }, field) =>
      field !== "__typename" && (denied || (checked && !isMet(policies.ofField(type, field), grants))),
    within: (scope, condition) =>
      condition === undefined
        ? scope
        : {
            ...scope,
            type: condition,
            denied: scope.denied || (scope.checked && !isMet(policies.ofType(condition), grants)),
          },
    below: ({ type, checked }, field, denied) => ({
      type: typeOfField(schema, type, field),
      denied,
      checked: checked && !policies.signsIn(type, field),
    }),
  };
}

function typeOfField(schema: GraphQLSchema, type: string, field: string): string {
  const parent = schema.getType(type);
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
  return definition === undefined ? "" : getNamedType(definition.type).name;
}
