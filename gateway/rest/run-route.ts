/** Runs the operation of a route, and presents its result. */
import { errorCodes } from "../../platform/errors.js";
import type { OperationResponse } from "../http/present-result.js";
import type { OperationParameters } from "../operations/operation-request.js";
import type { NextOperation, RestData, RestError, RestInput, RestRoute } from "./rest-route.js";
import { restStatusOf } from "./rest-status.js";

/** A response. */
export interface RestResult {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: object;
}

type Run = (parameters: OperationParameters) => Promise<OperationResponse>;

/** Runs the route. An error anywhere in the result is the response. @throws AppError BAD_USER_INPUT for a wrong value. */
export async function runRoute(route: RestRoute, input: RestInput, run: Run): Promise<RestResult> {
  let response = await run(toParameters({ operation: route.operation, variables: route.variables(input) }));
  let error = firstError(response);
  const next = error === null ? null : (route.next?.(error, input) ?? null);
  if (next !== null) {
    response = await run(toParameters(next));
    error = firstError(response);
  }
  const { headers } = response;
  if (error !== null) return presentError(error, headers);
  const body = route.present((response.body as { data: RestData }).data);
  if (body !== null) return { status: route.status, headers, body };
  return presentError({ message: "There is no such record.", extensions: { code: "NOT_FOUND" } }, headers);
}

function toParameters({ operation, variables }: NextOperation): OperationParameters {
  return { query: undefined, operationName: operation.name, variables, id: operation.id };
}

function firstError({ body }: OperationResponse): RestError | null {
  return ((body.errors ?? []) as readonly RestError[])[0] ?? null;
}

function presentError(error: RestError, headers: RestResult["headers"]): RestResult {
  const code = String(error.extensions?.["code"]);
  const status = restStatusOf(code, (errorCodes as readonly string[]).includes(code));
  const wait = error.extensions?.["retryAfterSeconds"] ?? (status === 503 ? 1 : undefined);
  return {
    status,
    headers: { ...(wait !== undefined && { "retry-after": String(wait) }), ...headers },
    body: toErrorBody(status, error),
  };
}

/** Returns the body of an error. */
export function toErrorBody(status: number, { message, extensions }: RestError): object {
  const field = extensions?.["field"];
  return {
    status: "error",
    statusCode: status,
    code: String(extensions?.["code"] ?? "INTERNAL_SERVER_ERROR"),
    message,
    ...(typeof field === "string" && { field: field.replace(/^input\./, "") }),
  };
}
