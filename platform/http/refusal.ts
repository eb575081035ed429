/** A request that the server refuses with an HTTP status. */
import type { ErrorCode } from "../errors.js";

/** The reason and the status (RFC 9110, 15.5). The message is for the client. */
export class HttpRefusal extends Error {
  override readonly name = "HttpRefusal";

  constructor(
    readonly status: 400 | 405 | 406 | 413 | 414 | 415 | 422,
    message: string,
    readonly code: ErrorCode = "BAD_REQUEST",
    /** Headers for the status, e.g. `allow`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
