/** Holds one caller's grants against a supergraph's policy table. */
import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from "graphql";
import type { Grants } from "../../platform/identity/grants.js";
import { isMet } from "./policy.js";
import type { PolicyTable } from "./policy-table.js";

/** Where a selection stands. */
export interface Scope {
  /** The type that its fields are taken from: that of the nearest type condition, else of the field around it. */
  type: string;
  /** Is all of it refused, for the sake of something around it? */
  refused: boolean;
  /** False below a field that signs somebody in: what is asked there is asked as that person, whom nobody knows yet. */
  judged: boolean;
}

/** Answers for one caller; scopes go from the outside in. */
export interface Judge {
  /** Is a field refused when it is selected here? */
  refuses(scope: Scope, field: string): boolean;
  /** The scope within a fragment; `condition` is the name of its type, if it has one. */
  within(scope: Scope, condition: string | undefined): Scope;
  /** The scope of the selections on a field's value. */
  below(scope: Scope, field: string, refused: boolean): Scope;
}

/** Creates the judge; `grants` is null for a caller who is not signed in. */
export function createJudge(schema: GraphQLSchema, policies: PolicyTable, grants: Grants | null): Judge {
  return {
    refuses: ({ type, refused, judged }, field) =>
      field !== "__typename" && (refused || (judged && !isMet(policies.ofField(type, field), grants))),
    within: (scope, condition) =>
      condition === undefined
        ? scope
        : {
            ...scope,
            type: condition,
            refused: scope.refused || (scope.judged && !isMet(policies.ofType(condition), grants)),
          },
    below: ({ type, judged }, field, refused) => ({
      type: answeredType(schema, type, field),
      refused,
      judged: judged && !policies.signsIn(type, field),
    }),
  };
}

function answeredType(schema: GraphQLSchema, type: string, field: string): string {
  const parent = schema.getType(type);
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
  return definition === undefined ? "" : getNamedType(definition.type).name;
}
