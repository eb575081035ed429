/** The result of a mutation that is executed in stages: the parts of its root fields, and the errors of those left out. */
import { GraphQLError, type GraphQLSchema, isNonNullType } from "graphql";
import { AppError, errorCodes } from "../../platform/errors.js";
import type { OperationResult } from "../operations/operation-request.js";
import type { RootField } from "./staged-roots.js";

/** The result of one mutation. */
export class StagedResult {
  readonly #data: Record<string, unknown> = Object.create(null);
  readonly #errors: GraphQLError[] = [];
  #isNull = false;

  constructor(readonly schema: GraphQLSchema) {}

  /** Adds the result of these root fields. */
  take(roots: readonly RootField[], { data, errors = [] }: OperationResult): void {
    this.#errors.push(...errors);
    if (data == null) this.#isNull = true;
    for (const { key } of roots) this.#data[key] = data?.[key] ?? null;
  }

  /** Adds null and this error for each of the root fields that has no result. */
  leaveOutMissing(roots: readonly RootField[], error: Error): void {
    this.#leaveOut(
      roots.filter(({ key }) => !(key in this.#data)),
      error,
    );
  }

  /** Adds null and an error for root fields that are not executed because the root field `signIn` failed. */
  leaveOutAfter(signIn: string, roots: readonly RootField[]): void {
    this.#leaveOut(roots, this.#toNotExecuted(signIn));
  }

  /** Returns the result of the mutation. */
  toResult(): OperationResult {
    const errors = this.#errors.length > 0 && { errors: this.#errors };
    return { data: this.#isNull ? null : this.#data, ...errors };
  }

  /** Returns the error: with the code of the failed sign-in, or SIGN_IN_FAILED where it has none. */
  #toNotExecuted(signIn: string): AppError {
    const error = this.#errors.findLast(({ path }) => path?.[0] === signIn);
    const reason =
      error?.originalError instanceof AppError ? error.originalError.code : error?.extensions["code"];
    const code = errorCodes.find((one) => one === reason && one !== "INTERNAL_SERVER_ERROR");
    return new AppError(
      code ?? "SIGN_IN_FAILED",
      "This was not executed, because an earlier sign-in failed.",
    );
  }

  #leaveOut(roots: readonly RootField[], error: Error): void {
    const fields = this.schema.getMutationType()!.getFields();
    for (const { key, nodes } of roots) {
      this.#data[key] = null;
      if (isNonNullType(fields[nodes[0]!.name.value]?.type)) this.#isNull = true;
      this.#errors.push(new GraphQLError(error.message, { path: [key], originalError: error }));
    }
  }
}
