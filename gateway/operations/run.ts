/** Runs one operation: its text, its limits, its price, and only then the plan and the fetches. */
import type { ApolloServer } from "@apollo/server";
import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from "graphql";
import { AppError, type ErrorCode } from "../../platform/errors.js";
import { nameInputField } from "../../platform/graphql/input-field.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { GatewayContext } from "../context.js";
import type { OperationParameters } from "../http/parameters.js";
import type { MeasuredSet } from "../limits/analysis.js";
import { requireAffordable, requireSmallVariables } from "../limits/check.js";
import type { OperationLimits } from "../limits/config.js";
import { computeCost } from "../limits/cost.js";
import { chooseOperation, type Documents, InvalidDocument, type PreparedDocument } from "./documents.js";
import type { PersistedOperations } from "./persisted.js";

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

/** Runs an operation. @throws HttpRefusal for a change by GET; AppError RATE_LIMITED; whatever nobody expects. */
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
  presentError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError;
}

/** Creates the runner. */
export function createOperationRunner(parts: OperationRunnerParts): OperationRunner {
  const { apollo, documents, persisted, limits, presentError } = parts;

  const refuse = (
    errors: readonly { formatted: GraphQLFormattedError; error: unknown }[],
  ): OperationAnswer => ({
    status: 400,
    headers: {},
    type: null,
    name: undefined,
    body: { errors: errors.map(({ formatted, error }) => presentError(formatted, error)) },
  });

  const run: OperationRunner = async (parameters, context, isGet) => {
    const { variables, operationName } = parameters;
    const { source, hash, remember } = persisted.resolve(parameters, context.log);
    requireSmallVariables(variables, limits);
    const prepared = documents.prepare(source, hash);
    const operation = chooseOperation(prepared.document, operationName);
    if (isGet && operation.operation !== "query")
      throw new HttpRefusal(405, "Changes are made by POST.", "BAD_REQUEST", { allow: "POST" });
    const set = prepared.analysis.operations.get(operation)!;
    requireAffordable(computeCost(operation, set, variables), limits);
    remember();
    const result = isAboutSchema(set)
      ? await describeSchema(prepared, variables, operationName)
      : await plan(source, variables, operationName, context);
    return { ...result, type: operation.operation, name: operation.name?.value };
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
      if (error instanceof InvalidDocument) {
        const code = error.document === undefined ? "GRAPHQL_PARSE_FAILED" : "GRAPHQL_VALIDATION_FAILED";
        answer = refuse(
          error.errors.map((one) => ({ formatted: withCode(one, error.document, code), error: one })),
        );
      } else if (error instanceof AppError && error.code !== "RATE_LIMITED") {
        answer = refuse([{ formatted: { message: error.message }, error }]);
      } else throw error;
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
    `${answer?.type ?? "request"} ${answer?.name ?? operationName ?? "(anonymous)"}`,
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
