/** What a route of the REST facade is. */
import type { RestOperation } from "./operations.js";
import type { JsonSchema } from "./schemas.js";

/** A request as a route reads it. */
export interface RestInput {
  /** The parameters of the path, by name. */
  path: Readonly<Record<string, string>>;
  search: URLSearchParams;
  /** The body's object; empty where the route takes none. */
  body: Readonly<Record<string, unknown>>;
}

/** The data of an operation. */
export type RestData = Readonly<Record<string, unknown>>;

/** An operation that a route runs next. */
export interface NextOperation {
  operation: RestOperation;
  variables: Readonly<Record<string, unknown>>;
}

/** A route: the one place that says which operation and which status it stands for. */
export interface RestRoute {
  method: "GET" | "POST" | "PUT";
  /** With `{id}` for a parameter. */
  path: string;
  summary: string;
  operation: RestOperation;
  /** The status of success. */
  status: 200 | 201;
  /** The schema of the body; absent where the route takes none. */
  body?: JsonSchema;
  /** Does it take the parameters of pages? */
  isPaged?: boolean;
  /** False for routes that need no token. */
  isPublic?: boolean;
  /** Returns the operation's variables. @throws AppError BAD_USER_INPUT. */
  variables(input: RestInput): Readonly<Record<string, unknown>>;
  /** Returns the operation that goes on after this error; null where none does. */
  next?(error: RestError, input: RestInput): NextOperation | null;
  /** The schema of the response, and the response to the data of success; null stands for NOT_FOUND. */
  response: JsonSchema;
  present(data: RestData): object | null;
}

/** What a route takes and returns. */
export type RestAction = Omit<RestRoute, "method" | "path" | "operation" | "status">;

/** An error of an operation, as the pipeline presents it. */
export interface RestError {
  message: string;
  extensions?: Readonly<Record<string, unknown>>;
}
