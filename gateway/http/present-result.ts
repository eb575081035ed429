/** Presents the result of an operation as a response: status, headers, and errors that a client may see. */
import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import { AppError, type ErrorCode } from "../../platform/errors.js";
import { nameInputField } from "../../platform/graphql/input-field.js";
import { RateLimitExceeded } from "../limits/rate-limit.js";
import type { OperationResult } from "../operations/operation-request.js";
import { InvalidDocument } from "../operations/parse-document.js";
import { InvalidValues } from "../operations/require-coercible.js";
import { readDescription } from "../planning/describe-schema.js";
import type { Described } from "../planning/planner-pool.js";
import type { ErrorPresenter } from "./present-error.js";
import { SerializedBody } from "./serialized-body.js";
import { readWrittenNames } from "./written-names.js";

/** The response to one operation. */
export interface OperationResponse {
  /** 200; 400 when it was not executed; or the HTTP status of the failure. */
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Null when it is not known. */
  type: "query" | "mutation" | "subscription" | null;
  name: string | undefined;
  body: FormattedExecutionResult | { errors: readonly object[] } | SerializedBody;
}

/** Returns the code of a response's first error; null for a response without errors. */
export function firstErrorCode({ body }: OperationResponse): string | null {
  const [first] = (body.errors ?? []) as readonly { extensions?: { code?: unknown } }[];
  return first === undefined ? null : String(first.extensions?.code ?? "INTERNAL_SERVER_ERROR");
}

/** What the steps of the pipeline have decided about a response. */
export type Outcome = Pick<OperationResponse, "status" | "headers" | "body">;

/** Presents the result of an execution. */
export function presentResult({ data, errors }: OperationResult, present: ErrorPresenter): Outcome {
  const presented = errors?.map((error) => present(toFormatted(error), error));
  return {
    status: data === undefined ? 400 : 200,
    headers: {},
    body: {
      ...(presented && { errors: presented }),
      ...(data !== undefined && { data }),
    } as Outcome["body"],
  };
}

/** Presents a description of the schema. */
export function presentDescription(described: Described, present: ErrorPresenter): Outcome {
  const { body, errors } = described;
  if (errors.length === 0) {
    const json = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return { status: 200, headers: {}, body: new SerializedBody(json) };
  }
  const told = errors.map(
    ({ message, path, extensions }) => new GraphQLError(message, { path: path ?? null, extensions }),
  );
  return presentResult({ data: readDescription(described), errors: told }, present);
}

/** Presents an error of the plan or its execution. Such an operation has been priced and has its type. */
export function presentFailure(error: unknown, present: ErrorPresenter): Outcome {
  const body = { errors: [present({ message: (error as Error).message }, error)] };
  if (error instanceof RateLimitExceeded) return { status: 429, headers: error.headers, body };
  if (!(error instanceof AppError)) return { status: 500, headers: {}, body };
  return error.code === "SERVICE_UNAVAILABLE"
    ? { status: 503, headers: { "retry-after": "1" }, body }
    : { status: 400, headers: {}, body };
}

/** Presents the refusal of an operation before it is priced; null for another error. */
export function presentRefusal(
  error: unknown,
  variables: Readonly<Record<string, unknown>>,
  present: ErrorPresenter,
): Outcome | null {
  if (error instanceof InvalidDocument || error instanceof InvalidValues) {
    const { errors, document } = error;
    const written = readWrittenNames(document, variables);
    const code = error instanceof InvalidValues ? "BAD_USER_INPUT" : codeOfDocument(error);
    const presented = errors.map((one) => {
      if (document !== undefined) nameInputField(one, document);
      return present(toFormatted(one, code), one, written);
    });
    return { status: 400, headers: {}, body: { errors: presented } };
  }
  if (!(error instanceof AppError) || error instanceof RateLimitExceeded) return null;
  // The protocol of automatic persisted queries uses 200 for its refusal.
  const status = error.code === "PERSISTED_QUERY_NOT_FOUND" ? 200 : 400;
  return { status, headers: {}, body: { errors: [present({ message: error.message }, error)] } };
}

function codeOfDocument({ document }: InvalidDocument): ErrorCode {
  return document === undefined ? "GRAPHQL_PARSE_FAILED" : "GRAPHQL_VALIDATION_FAILED";
}

/** Returns the error in the form of https://spec.graphql.org/October2021/#sec-Errors, with a code. */
function toFormatted(error: GraphQLError, code?: ErrorCode): GraphQLFormattedError {
  const { message, locations, path, extensions } = error.toJSON();
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: "INTERNAL_SERVER_ERROR", ...extensions, ...(code && { code }) },
  };
}
