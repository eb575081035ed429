/** Logs one line for each operation: its name, its duration, and the codes of its errors. */
import type { GraphQLFormattedError } from "graphql";
import type { GatewayContext } from "../context.js";
import type { OperationResponse } from "./present-result.js";

/** The maximum length of the name, which clients choose. */
const longestLoggedName = 128;

/** Logs an operation. `name` is the one that the client sent; `response` is null where the request failed as a whole. */
export function logOperation(
  name: string | undefined,
  { log, caller }: GatewayContext,
  response: OperationResponse | null,
  milliseconds: number,
): void {
  const errors = response?.body.errors as readonly GraphQLFormattedError[] | undefined;
  log.info(
    {
      subject: caller.claims?.subject,
      ...(caller.claims?.isLegacy && { legacyToken: true }),
      milliseconds: Math.round(milliseconds),
      ...(errors && { errors: errors.map(({ extensions }) => extensions?.["code"]) }),
    },
    `${response?.type ?? "request"} ${(response?.name ?? name ?? "(anonymous)").slice(0, longestLoggedName)}`,
  );
}
