/** Turns the refusal of an operation into an answer, with the status and headers that HTTP has for it. */
import { GraphQLError } from "graphql";
import { AppError } from "../../platform/errors.js";
import { RateLimitExceeded } from "../limits/rate-limit.js";
import type { Executor, ExecutorAnswer } from "../supergraph/executor.js";

/** Wraps an executor that throws AppError for what it does not carry out at all. */
export function withRefusals(execute: Executor): Executor {
  return async (request) => {
    try {
      return await execute(request);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return toAnswer(error);
    }
  };
}

function toAnswer(refusal: AppError): ExecutorAnswer {
  // Apollo Server takes `extensions.http` out of the error, and heeds it.
  const extensions = { code: refusal.code, ...refusal.details, http: httpOf(refusal) };
  return { errors: [new GraphQLError(refusal.message, { extensions })] };
}

function httpOf(refusal: AppError): { status: number; headers?: Map<string, string> } {
  if (refusal instanceof RateLimitExceeded)
    return { status: 429, headers: new Map(Object.entries(refusal.headers)) };
  if (refusal.code === "SERVICE_UNAVAILABLE")
    return { status: 503, headers: new Map([["retry-after", "1"]]) };
  return { status: 400 };
}
