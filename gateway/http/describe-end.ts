/** Describes an operation that has ended, for the metrics. */
import { AppError } from "../../platform/errors.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { GatewayContext } from "../context.js";
import type { EndedOperation } from "../metrics/operation-meter.js";
import type { OperationParameters } from "../operations/operation-request.js";
import { firstErrorCode, type OperationResponse } from "./present-result.js";

/** Returns the description. `failure` is what the request failed of, where there is no response. */
export function describeEnd(
  { operationName }: Pick<OperationParameters, "operationName">,
  { client }: Pick<GatewayContext, "client">,
  response: OperationResponse | null,
  failure: unknown,
  milliseconds: number,
): EndedOperation {
  return {
    name: response?.name ?? operationName,
    type: response?.type ?? null,
    errorCode: response === null ? codeOfFailure(failure) : firstErrorCode(response),
    client: client.name,
    milliseconds,
  };
}

function codeOfFailure(failure: unknown): string {
  const isKnown = failure instanceof AppError || failure instanceof HttpRefusal;
  return isKnown ? failure.code : "INTERNAL_SERVER_ERROR";
}
