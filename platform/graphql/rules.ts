/**
 * Adds graphql-shield rules to a subgraph's schema: fields without a rule are denied, and each denial has its reason.
 */
import { createRequire } from "node:module";
import type { GraphQLResolveInfo, GraphQLSchema } from "graphql";
import type { IRules } from "graphql-shield";
import { AppError, forbidden } from "../errors.js";
import { type Caller, requireClaims } from "../identity/caller.js";
import { isAdmin as mayAdminister } from "../identity/claims.js";
import type { Logger } from "../log.js";

// The ES modules of graphql-shield import `util.isUndefined`, which Node 23 removed. Both packages are required, for the one
// recognizes what the other makes by its class.
const require = createRequire(import.meta.url);
const { applyMiddleware } = require("graphql-middleware") as typeof import("graphql-middleware");
const { allow, deny, rule, shield } = require("graphql-shield") as typeof import("graphql-shield");

/** What a rule reads of a subgraph's context. */
export interface RuleContext {
  caller: Caller;
  log: Logger;
}

/** Permits the caller by returning, and denies by throwing an AppError. */
export type RuleCheck<Context, Parent = unknown, Args = unknown> = (
  context: Context,
  parent: Parent,
  args: Args,
  /** The coordinate of the field, e.g. `Mutation.disableUser`. */
  field: string,
) => Promise<void> | void;

/** Rules by type and field. */
export type RuleTree = Readonly<Record<string, Readonly<Record<string, Rule>>>>;
export type Rule = ReturnType<typeof defineRule> | typeof allow | typeof deny;

/**
 * Defines a graphql-shield rule by its check. An error other than an AppError is a fault of the subgraph: it is logged,
 * and the field is denied. Results are not cached, because the checks read only memory.
 */
export function defineRule<Context extends RuleContext, Parent, Args>(
  name: string,
  check: RuleCheck<Context, Parent, Args>,
) {
  return rule(name, { cache: "no_cache" })(
    async (parent: Parent, args: Args, context: Context, info: GraphQLResolveInfo) => {
      const field = `${info.parentType.name}.${info.fieldName}`;
      try {
        await check(context, parent, args, field);
        return true;
      } catch (error) {
        if (error instanceof AppError) return error;
        context.log.error({ err: error, field, rule: name }, "a rule failed");
        return false;
      }
    },
  );
}

/** Permits every caller, signed in or not. */
export const isPublic = allow;

/** Permits callers with a valid token. */
export const isAuthenticated = defineRule(
  "isAuthenticated",
  ({ caller }: RuleContext) => void requireClaims(caller),
);

/** Permits the user of the record, and admins. For fields of `User`. */
export const isSelfOrAdmin = defineRule("isSelfOrAdmin", ({ caller }: RuleContext, user: { id: string }) => {
  const claims = requireClaims(caller);
  if (claims.subject !== user.id && !mayAdminister(claims))
    throw forbidden("Only the user itself and admins see this.");
});

/** Permits every caller: each way to this field leads through a field that has a rule of its own. */
export const coveredByRoot = allow;

/** What federation adds to every subgraph: its SDL is public, and entities need a signed-in caller. */
export const federationRules = {
  Query: { _service: isPublic, _entities: isAuthenticated },
  types: { _Service: { sdl: isPublic } },
} as const;

/**
 * Wraps the schema's resolvers in their rules. A field without a rule is denied. A public field keeps its bare
 * resolver, because a wrapper costs time for every row of a list.
 * @throws Error when a rule names a field that does not exist.
 */
export function protect(schema: GraphQLSchema, tree: RuleTree): GraphQLSchema {
  const generator = shield(tree as IRules, {
    fallbackRule: deny,
    fallbackError: (error: unknown) => (error instanceof Error ? error : forbidden()),
  });
  const wrappers = generator.generate(schema) as Record<string, Record<string, unknown>>;
  for (const [type, fields] of Object.entries(wrappers)) {
    for (const field of Object.keys(fields)) if (findRule(tree, type, field) === allow) delete fields[field];
  }
  return applyMiddleware(schema, wrappers as Parameters<typeof applyMiddleware>[1]);
}

/** Returns the rule of a field; undefined where there is none and the field is denied. */
export function findRule(tree: RuleTree, type: string, field: string): Rule | undefined {
  return tree[type]?.[field] ?? tree[type]?.["*"];
}
