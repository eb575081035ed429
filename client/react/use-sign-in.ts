import { useCallback, useState } from "react";
import type { GatehouseError } from "../errors.js";
import type { Failed, SignedIn } from "../flows/result.js";
import { type CodeNeeded, login } from "../flows/sign-in.js";
import type { LoginInput } from "../generated/api.js";
import { readFieldErrors } from "../read-error.js";
import { useGatehouse } from "./use-gatehouse.js";

export interface SignInForm {
  /** Which form to show: for the password, or for the code that the account needs as well. */
  readonly step: "password" | "code";
  /** Which codes are accepted in the step `code`. */
  readonly factors: readonly string[];
  /** A request is under way. */
  readonly pending: boolean;
  readonly error: GatehouseError | null;
  /** The messages of `error` by the name of the input. */
  readonly fieldErrors: Readonly<Record<string, string>>;
  submitPassword(input: LoginInput): Promise<SignedIn | CodeNeeded | Failed>;
  submitCode(code: string): Promise<SignedIn | Failed>;
  /** Goes back to the password. */
  restart(): void;
}

const noErrors = {};

/** Runs a sign-in form of two steps. */
export function useSignIn(): SignInForm {
  const client = useGatehouse();
  const [needed, setNeeded] = useState<CodeNeeded | null>(null);
  const [error, setError] = useState<GatehouseError | null>(null);
  const [pending, setPending] = useState(false);
  const run = useCallback(async <Result extends { status: string }>(flow: () => Promise<Result | Failed>) => {
    setPending(true);
    setError(null);
    const result = await flow();
    if (result.status === "failed") setError((result as Failed).error);
    setPending(false);
    return result;
  }, []);
  return {
    step: needed === null ? "password" : "code",
    factors: needed?.factors ?? [],
    pending,
    error,
    fieldErrors: error ? readFieldErrors(error) : noErrors,
    async submitPassword(input) {
      const result = await run(() => login(client, input));
      if (result.status === "codeNeeded") setNeeded(result);
      return result;
    },
    async submitCode(code) {
      if (needed === null) throw new Error("The password comes before the code.");
      const result = await run(() => needed.confirm(code));
      // The challenge is over: the password is asked for again.
      if (result.status === "failed" && "field" in result.error && result.error.field === "challenge") {
        setNeeded(null);
      }
      return result;
    },
    restart() {
      setNeeded(null);
      setError(null);
    },
  };
}
