/** Logs one line for each operation: its name, its duration, and the codes of its errors. */
import type { GraphQLFormattedError } from "graphql";
import type { GatewayContext } from "../context.js";
import type { OperationResponse } from "./present-result.js";

/** The maximum length of the name, which clients choose. */
const longestLoggedName = 128;

/** Returns the name of an operation, bounded. */
export const toLoggedName = (name: string | undefined): string | undefined =>
  name?.slice(0, longestLoggedName);

/** Logs an operation by its bounded name; `response` is null where the request failed as a whole. */
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
    `${response?.type ?? "request"} ${name ?? "(anonymous)"}`,
  );
}
