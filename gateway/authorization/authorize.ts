/** Decides over each operation before it is planned: passes it on whole, passes on what may be answered, or answers itself. */
import { createHash } from "node:crypto";
import { type GraphQLSchema, print } from "graphql";
import { LRUCache } from "lru-cache";
import { forbidden } from "../../platform/errors.js";
import { type Grants, grantsOf } from "../../platform/identity/grants.js";
import type { GatewayContext } from "../context.js";
import { coerceVariables } from "../execution/coerce-variables.js";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import type { Executor, ExecutorAnswer, ExecutorRequest } from "../supergraph/executor.js";
import { createJudge, type Judge } from "./check-policies.js";
import type { ScopedSet } from "./collect-fields.js";
import { completeAnswer, listRefusedRoots, refuseChange } from "./complete-response.js";
import type { PolicyTable } from "./policy-table.js";
import { type Filtered, filterOperation } from "./remove-denied-fields.js";
import type { DenialReport } from "./report-denials.js";

/** An operation of which something is refused to callers with the same grants. */
interface Decision {
  judge: Judge;
  fragments: Fragments;
  roots: readonly ScopedSet[];
  filtered: Filtered;
  /** For the planner's cache, which must not take what remains for the whole. */
  hash: string;
}

const rememberedDecisions = 2_000;

/**
 * Wraps an executor over one supergraph. A change of which any root field is refused is not carried out at all;
 * of a query, all is answered that may be. Nothing is fetched that is only there for what is refused.
 */
export function createAuthorizer(
  schema: GraphQLSchema,
  policies: PolicyTable,
  execute: Executor,
  report: DenialReport = () => {},
): Executor {
  if (policies.isEmpty) return execute;
  const decisions = new LRUCache<string, Decision | "whole">({ max: rememberedDecisions });

  const decide = (request: ExecutorRequest, grants: Grants | null): Decision | "whole" => {
    const operation = request.operation!;
    const fragments = readFragments(request.document);
    const judge = createJudge(schema, policies, grants);
    const { name } = schema.getRootType(operation.operation)!;
    const { selectionSet } = operation;
    const roots = [{ selectionSet, scope: { type: name, refused: false, judged: true } }];
    const filtered = filterOperation(operation, roots, { schema, fragments, judge });
    if (filtered === null) return "whole";
    const hash = filtered.document === null ? "" : hashOf(print(filtered.document));
    return { judge, fragments, roots, filtered, hash };
  };

  return async (request) => {
    if (request.operation === undefined) return execute(request);
    const { caller } = request.context as GatewayContext;
    const grants = caller.claims === null ? null : grantsOf(caller.claims);
    const key = `${grants?.name ?? "nobody"}\n${request.request.operationName ?? ""}\n${request.queryHash}`;
    let decision = decisions.get(key);
    if (decision === undefined) {
      decision = decide(request, grants);
      decisions.set(key, decision);
    }
    if (decision === "whole") return execute(request);
    return answerInPart(schema, request, decision, caller.refusal ?? forbidden(), execute, report);
  };
}

async function answerInPart(
  schema: GraphQLSchema,
  request: ExecutorRequest,
  { judge, fragments, roots, filtered, hash }: Decision,
  refusal: Error,
  execute: Executor,
  report: DenialReport,
): Promise<ExecutorAnswer> {
  const operation = request.operation!;
  const given = request.request.variables ?? {};
  const { coerced: variables, errors } = coerceVariables(schema, operation, given);
  if (errors !== undefined) return { errors };
  const rootType = schema.getRootType(operation.operation)!;
  const parts = { schema, fragments, judge, variables, typeKey: filtered.typeKey, refusal };
  report(request.context as GatewayContext, listRefusedRoots(parts, roots, rootType));
  if (operation.operation !== "query") {
    const refused = refuseChange(parts, roots, rootType);
    if (refused.length > 0) return { data: null, errors: refused };
  }
  const answer: ExecutorAnswer =
    filtered.document === null
      ? { data: {} }
      : await execute({ ...request, document: filtered.document, queryHash: hash });
  if (answer.data === undefined) return answer;
  const completed = completeAnswer(parts, roots, rootType, answer.data);
  const all = [...(answer.errors ?? []), ...completed.errors];
  return { ...answer, data: completed.data, ...(all.length > 0 && { errors: all }) };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
