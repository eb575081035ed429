/**
 * The life of a request, top to bottom: read, resolve persisted, parse and limit, authorize, price, plan, execute,
 * present. `http/serve-graphql.ts` calls it with the context of the request, and sends the responses.
 */

import type { IncomingMessage } from "node:http";
import type { AllowedOrigins } from "../platform/http/allowed-origins.js";
import { HttpRefusal } from "../platform/http/refusal.js";
import { type Caller, callerOfMutation } from "../platform/identity/caller.js";
import { type Access, authorize } from "./authorization/authorize.js";
import type { DenialReport } from "./authorization/report-denials.js";
import type { GatewayContext } from "./context.js";
import { runSignInStages } from "./execution/sign-in-stages.js";
import { findStagedRoots } from "./execution/staged-roots.js";
import { describeEnd } from "./http/describe-end.js";
import { endOperationSpan } from "./http/end-operation-span.js";
import { logOperation, toLoggedName } from "./http/log-operation.js";
import type { ErrorPresenter } from "./http/present-error.js";
import {
  type OperationResponse,
  type Outcome,
  presentDescription,
  presentFailure,
  presentRefusal,
  presentResult,
} from "./http/present-result.js";
import { readRequestParameters } from "./http/read-parameters.js";
import type { LimitsConfig } from "./limits/config.js";
import { computeCost } from "./limits/operation-cost.js";
import { payerOf, type RateLimiter } from "./limits/rate-limit.js";
import { requireAffordable, requireSmallVariables } from "./limits/require-within-limits.js";
import type { OperationMeter } from "./metrics/operation-meter.js";
import { chooseOperation, requireQuery } from "./operations/choose-operation.js";
import type {
  OperationParameters,
  OperationRequest,
  OperationResult,
} from "./operations/operation-request.js";
import { requireCoercible } from "./operations/require-coercible.js";
import type { PersistedResolver } from "./operations/resolve-persisted.js";
import { isIntrospection, isTypename, nameRootType } from "./planning/describe-schema.js";
import type { Generation } from "./supergraph/generation.js";
import type { ServedSupergraph } from "./supergraph/open-supergraph.js";

/** The parts that the steps of the pipeline use. */
export interface PipelineParts {
  supergraph: ServedSupergraph;
  limits: LimitsConfig;
  /** Origins whose pages may send queries by GET. */
  allowedOrigins: AllowedOrigins;
  resolvePersisted: PersistedResolver;
  charge: RateLimiter;
  reportDenials: DenialReport;
  /** Returns the caller of an access token. */
  identify(accessToken: string): Promise<Caller>;
  /** Creates the presenter of a request's errors, which logs with the request's log. */
  presentErrorsOf(context: GatewayContext): ErrorPresenter;
  /** Null where no metrics are exported. */
  measureOperation: OperationMeter | null;
}

/** The responses to the operations of one request. */
export interface PipelineResponses {
  responses: readonly OperationResponse[];
  isBatch: boolean;
}

/**
 * Runs a request from its body to its responses. `begin` is called once the request is there; the work starts when it
 * resolves.
 * @throws HttpRefusal or AppError for the request as a whole; other errors are faults of the gateway.
 */
export type Pipeline = (
  request: IncomingMessage,
  context: GatewayContext,
  begin: () => Promise<void>,
) => Promise<PipelineResponses>;

/** Runs one operation; `isGet`: it came by a method that may not change anything. @throws as `Pipeline`. */
export type OperationRunner = (
  parameters: OperationParameters,
  context: GatewayContext,
  isGet: boolean,
) => Promise<OperationResponse>;

/** Rate limit points for a refusal, because parsing and validation are work as well. */
const refusalCost = 10;

/** The span of an operation whose type is not known yet. */
const unnamed = "GraphQL Operation";

/** Creates the part of the pipeline behind the reading of a request. */
export function createOperationRunner(parts: PipelineParts): OperationRunner {
  return (parameters, context, isGet) =>
    respond(
      parts,
      parameters,
      { ...context, trace: context.trace.fork(unnamed), responseHeaders: {} },
      isGet,
    );
}

/** Creates the pipeline. */
export function createPipeline(
  parts: Pick<PipelineParts, "limits" | "allowedOrigins">,
  run: OperationRunner,
): Pipeline {
  return async (request, context, begin) => {
    const limits = {
      bodyBytes: parts.limits.bodyBytes,
      batch: parts.limits.operation.batch,
      allowedOrigins: parts.allowedOrigins,
    };
    context.trace.enter("read");
    const { operations, isBatch } = await readRequestParameters(request, limits, begin);
    context.trace.leave();
    const isGet = request.method === "GET" || request.method === "HEAD";
    const responses = operations.map((one) => run(one, context, isGet));
    return { responses: await Promise.all(responses), isBatch };
  };
}

/** Runs one operation; presents and charges its refusal. */
async function respond(
  parts: PipelineParts,
  parameters: OperationParameters,
  context: GatewayContext,
  isGet: boolean,
): Promise<OperationResponse> {
  const startedAt = performance.now();
  let response: OperationResponse | null = null;
  let failure: unknown = null;
  try {
    response = await runOperation(parts, parameters, context, isGet);
  } catch (error) {
    failure = error;
    const refusal = presentRefusal(error, parameters.variables, parts.presentErrorsOf(context));
    if (refusal === null && !(error instanceof HttpRefusal)) throw error;
    const headers = await parts.charge(payerOf(context), refusalCost);
    if (refusal === null) throw error;
    response = { ...refusal, headers, type: null, name: undefined };
  } finally {
    const name = toLoggedName(response?.name ?? parameters.operationName);
    const milliseconds = performance.now() - startedAt;
    logOperation(name, context, response, milliseconds);
    endOperationSpan(context, name, response);
    parts.measureOperation?.(describeEnd(parameters, context, response, failure, milliseconds));
  }
  return response;
}

/** @throws AppError, HttpRefusal, InvalidDocument or InvalidValues for an operation that is refused before its plan. */
async function runOperation(
  { supergraph, limits, resolvePersisted, charge, ...parts }: PipelineParts,
  parameters: OperationParameters,
  sent: GatewayContext,
  isGet: boolean,
): Promise<OperationResponse> {
  const { variables } = parameters;
  const { trace } = sent;
  const presentError: ErrorPresenter = (...error) => parts.presentErrorsOf(sent)(...error);

  // Resolve persisted.
  trace.enter("resolve persisted");
  const { source, hash, remember } = resolvePersisted(parameters, sent.log);

  // Parse and limit.
  trace.enter("parse and limit");
  const graph = supergraph.current();
  requireSmallVariables(variables, limits.operation);
  const prepared = graph.documents.prepare(source, hash);
  const { document, analysis } = prepared;
  const operation = chooseOperation(document, parameters.operationName);
  if (isGet) requireQuery(operation);
  const context = operation.operation === "mutation" ? toMutationContext(sent) : sent;
  requireCoercible(prepared, operation, variables, graph.documents.maximumErrors);
  const request: OperationRequest = { document, operation, hash, variables, context };
  const measured = analysis.operations.get(operation)!;

  // Authorize. A mutation that signs in is authorized in stages, as it is executed.
  trace.enter("authorize");
  const stagedRoots = findStagedRoots(graph, request);
  const access = stagedRoots === null ? authorize(graph, request) : null;

  // Price.
  trace.enter("price");
  const { cost, largestSlice } = computeCost(operation, measured, variables);
  requireAffordable({ cost, largestSlice }, limits.operation);
  Object.assign(context.responseHeaders, await charge(payerOf(context), 1 + cost));
  remember();

  // Plan and execute.
  trace.enter("execute");
  const run = (stage: Access, current: GatewayContext) =>
    planAndExecute(graph, stage, current, parts.reportDenials);
  const execute = async (): Promise<Outcome> => {
    if (isTypename(measured)) return presentResult(nameRootType(graph.schema, request), presentError);
    if (isIntrospection(measured)) return presentDescription(await graph.describe(request), presentError);
    const result =
      access !== null
        ? await run(access, context)
        : await runSignInStages(graph, request, stagedRoots!, {
            authorize: (stage) => authorize(graph, stage),
            authorizeSignedIn: (stage) => authorize(graph.belowSignIn, stage),
            run,
            identify: parts.identify,
          });
    trace.enter("present");
    return presentResult(result, presentError);
  };

  // Present.
  const outcome = await execute().catch((error: unknown) => {
    trace.leave(error);
    return presentFailure(error, presentError);
  });
  trace.leave();
  const headers = { ...context.responseHeaders, ...outcome.headers };
  return { ...outcome, headers, type: operation.operation, name: operation.name?.value };
}

/** A caller may have fewer rights to change than to read. */
function toMutationContext(context: GatewayContext): GatewayContext {
  const caller = callerOfMutation(context.caller);
  return caller === context.caller ? context : { ...context, caller };
}

/**
 * Plans and executes the permitted part, and completes the result.
 * @throws AppError for an operation without a plan.
 */
export async function planAndExecute(
  graph: Pick<Generation, "plan" | "execute">,
  { permitted, deniedFields, complete }: Access,
  context: GatewayContext,
  reportDenials: DenialReport,
): Promise<OperationResult> {
  if (deniedFields.length > 0) reportDenials(context, deniedFields);
  if (permitted === null) return complete({ data: {} });
  context.trace.enter("plan");
  const planned = await graph.plan(permitted);
  context.trace.enter("execute");
  return complete(await graph.execute(planned, context));
}
