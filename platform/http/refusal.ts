/** A request that HTTP itself lets a server refuse. */
import type { ErrorCode } from "../errors.js";

/** Says why, and with what status (RFC 9110, 15.5). The message is meant for the client. */
export class HttpRefusal extends Error {
  override readonly name = "HttpRefusal";

  constructor(
    readonly status: 400 | 405 | 406 | 413 | 414 | 415 | 422,
    message: string,
    readonly code: ErrorCode = "BAD_REQUEST",
    /** Headers that go with the status, e.g. `allow`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
