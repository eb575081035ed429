/** Decides which passwords may be chosen. */
import { badInput } from "../../../platform/errors.js";
import type { BreachedPasswords } from "./breached-passwords.js";
import { type EstimateGuesses, judgePassword, loadEstimator } from "./judge-password.js";

let estimator: Promise<EstimateGuesses> | null = null;

/** Loads the word lists (some 300 ms of work), once; without it, the first check does. */
export function loadPasswordPolicy(): Promise<EstimateGuesses> {
  estimator ??= loadEstimator();
  return estimator;
}

/**
 * Checks a password that a person chooses, as `requireGoodPassword` does, and asks a list of breached ones where one is
 * set.
 * @throws AppError BAD_USER_INPUT naming `field`, with the reason; SERVICE_UNAVAILABLE.
 */
export type PasswordPolicy = (password: string, field: string, personal: string[]) => Promise<void>;

/** Creates the policy. The list of breached passwords is asked last, for passwords that pass the other rules. */
export function createPasswordPolicy(isBreached: BreachedPasswords | null): PasswordPolicy {
  return async (password, field, personal) => {
    await requireGoodPassword(password, field, personal);
    if (isBreached !== null && (await isBreached(password))) {
      throw badInput(
        field,
        "This password was stolen elsewhere, and is among those that are tried. Choose another one.",
      );
    }
  };
}

/**
 * Checks a password that a person chooses. `personal` are words an attacker would try for this person: their
 * parts are tried as well, and the product's name. Any characters are allowed.
 * @throws AppError BAD_USER_INPUT naming `field`, with the reason.
 */
export async function requireGoodPassword(
  password: string,
  field: string,
  personal: string[],
): Promise<void> {
  const { fault } = await judgePassword(password, personal, loadPasswordPolicy);
  if (fault !== null) throw badInput(field, fault);
}
