/** Runs one operation: its text, its limits, its price, and only then the plan and the fetches. */
import type { ApolloServer } from "@apollo/server";
import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from "graphql";
import { AppError, type ErrorCode } from "../platform/errors.js";
import { nameInputField } from "../platform/graphql/input-field.js";
import { HttpRefusal } from "../platform/http/refusal.js";
import type { GatewayContext } from "./context.js";
import { type ErrorPresenter, readWrittenNames } from "./http/present-error.js";
import type { OperationParameters } from "./http/read-parameters.js";
import type { OperationLimits } from "./limits/config.js";
import type { MeasuredSet } from "./limits/measured-set.js";
import { computeCost } from "./limits/operation-cost.js";
import { payerOf, RateLimitExceeded, type RateLimiter } from "./limits/rate-limit.js";
import { requireAffordable, requireSmallVariables } from "./limits/require-within-limits.js";
import {
  chooseOperation,
  type Documents,
  InvalidDocument,
  type PreparedDocument,
} from "./operations/prepare-document.js";
import { InvalidValues, requireCoercible } from "./operations/require-coercible.js";
import type { PersistedOperations } from "./operations/resolve-persisted.js";

/** What became of an operation. */
export interface OperationAnswer {
  /** 200, or 400 when it could not be run. */
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Null when it was not found out. */
  type: "query" | "mutation" | "subscription" | null;
  name: string | undefined;
  body: FormattedExecutionResult | { errors: readonly object[] };
}

/** Runs an operation. @throws HttpRefusal for a change by GET; RateLimitExceeded; whatever nobody expects. */
export type OperationRunner = (
  parameters: OperationParameters,
  context: GatewayContext,
  isGet: boolean,
) => Promise<OperationAnswer>;

/** What the runner is made of. */
export interface OperationRunnerParts {
  apollo: ApolloServer<GatewayContext>;
  documents: Documents;
  persisted: PersistedOperations;
  limits: OperationLimits;
  charge: RateLimiter;
  presentError: ErrorPresenter;
}

/** What it costs to be refused: to parse and to validate is work too. */
const refusalCost = 10;
/** Clients choose the name, and each request has its line in the log. */
const longestLoggedName = 128;

/** Creates the runner. */
export function createOperationRunner(parts: OperationRunnerParts): OperationRunner {
  const { apollo, documents, persisted, limits, charge, presentError } = parts;

  /** What is wrong with the operation itself; null when it is not that. */
  const presentRefusal = (
    error: unknown,
    { variables }: OperationParameters,
  ): GraphQLFormattedError[] | null => {
    if (error instanceof InvalidDocument || error instanceof InvalidValues) {
      const { errors, document } = error;
      const written = readWrittenNames(document, variables);
      const code =
        document === undefined
          ? "GRAPHQL_PARSE_FAILED"
          : error instanceof InvalidValues
            ? "BAD_USER_INPUT"
            : "GRAPHQL_VALIDATION_FAILED";
      return errors.map((one) => presentError(withCode(one, document, code), one, written));
    }
    if (!(error instanceof AppError) || error instanceof RateLimitExceeded) return null;
    return [presentError({ message: error.message }, error)];
  };

  const run: OperationRunner = async (parameters, context, isGet) => {
    const { variables, operationName } = parameters;
    const { source, hash, remember } = persisted.resolve(parameters, context.log);
    requireSmallVariables(variables, limits);
    const prepared = documents.prepare(source, hash);
    const operation = chooseOperation(prepared.document, operationName);
    if (isGet && operation.operation !== "query")
      throw new HttpRefusal(405, "Changes are made by POST.", "BAD_REQUEST", { allow: "POST" });
    requireCoercible(prepared, operation, variables, documents.maximumErrors);
    const set = prepared.analysis.operations.get(operation)!;
    const { cost, largestSlice } = computeCost(operation, set, variables);
    requireAffordable({ cost, largestSlice }, limits);
    const headers = await charge(payerOf(context), 1 + cost);
    remember();
    const result = isAboutSchema(set)
      ? await describeSchema(prepared, variables, operationName)
      : await plan(source, variables, operationName, context);
    return {
      ...result,
      headers: { ...headers, ...result.headers },
      type: operation.operation,
      name: operation.name?.value,
    };
  };

  /** What asks for nothing but the schema's description is answered here, as graphql-js does it. */
  const describeSchema = async (
    { schema, document }: PreparedDocument,
    variableValues: Readonly<Record<string, unknown>>,
    operationName: string | undefined,
  ) => {
    const { data, errors } = await execute({ schema, document, variableValues, operationName });
    const shown = errors?.map((error) => presentError(withCode(error, document, "BAD_USER_INPUT"), error));
    return toAnswer(data, shown);
  };

  const plan = async (
    query: string,
    variables: Readonly<Record<string, unknown>>,
    operationName: string | undefined,
    contextValue: GatewayContext,
  ) => {
    const { http, body } = await apollo.executeOperation(
      { query, variables, ...(operationName !== undefined && { operationName }) },
      { contextValue },
    );
    if (body.kind !== "single") throw new Error("The executor answered in parts.");
    const { data, errors } = body.singleResult;
    const answer = toAnswer(data, errors);
    return { ...answer, status: http.status ?? answer.status, headers: Object.fromEntries(http.headers) };
  };

  return async (parameters, context, isGet) => {
    const startedAt = performance.now();
    let answer: OperationAnswer | null = null;
    try {
      answer = await run(parameters, context, isGet);
    } catch (error) {
      const errors = presentRefusal(error, parameters);
      if (error instanceof HttpRefusal) await charge(payerOf(context), refusalCost);
      if (errors === null) throw error;
      const headers = await charge(payerOf(context), refusalCost);
      // The protocol of automatic persisted queries has 200 for its own refusal.
      const isUnknownHash = errors[0]?.extensions?.["code"] === "PERSISTED_QUERY_NOT_FOUND";
      answer = { status: isUnknownHash ? 200 : 400, headers, type: null, name: undefined, body: { errors } };
    } finally {
      logOperation(parameters, context, answer, performance.now() - startedAt);
    }
    return answer;
  };
}

/** One line for each operation: its name, how long it took, the codes of its errors. */
function logOperation(
  { operationName }: OperationParameters,
  { log, caller }: GatewayContext,
  answer: OperationAnswer | null,
  milliseconds: number,
): void {
  const errors = answer?.body.errors as readonly GraphQLFormattedError[] | undefined;
  log.info(
    {
      subject: caller.claims?.subject,
      milliseconds: Math.round(milliseconds),
      ...(errors && { errors: errors.map(({ extensions }) => extensions?.["code"]) }),
    },
    `${answer?.type ?? "request"} ${(answer?.name ?? operationName ?? "(anonymous)").slice(0, longestLoggedName)}`,
  );
}

function toAnswer(data: unknown, errors: readonly GraphQLFormattedError[] | undefined) {
  return {
    status: data === undefined ? 400 : 200,
    headers: {},
    body: { ...(errors && { errors }), ...(data !== undefined && { data }) } as OperationAnswer["body"],
  };
}

function isAboutSchema({ fields, parts }: MeasuredSet): boolean {
  return fields.every(({ name }) => name.startsWith("__")) && parts.every(isAboutSchema);
}

/** As the specification has it, with the code for this kind of error and the input that it is about. */
function withCode(
  error: GraphQLError,
  document: DocumentNode | undefined,
  code: ErrorCode,
): GraphQLFormattedError {
  if (document !== undefined) nameInputField(error, document);
  const { message, locations, path, extensions } = error.toJSON();
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { ...extensions, code },
  };
}
