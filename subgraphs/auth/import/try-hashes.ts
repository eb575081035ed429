/** Finds out whether imported password hashes can be compared here. */
import type { Passwords } from "../passwords/passwords.js";
import type { RowHash } from "./read-hash.js";

/**
 * Creates the trial: it compares one hash of each scheme and cost, on which alone the result depends. So a file with a
 * million hashes of one kind takes one comparison.
 */
export function createTrial({ tryOut }: Pick<Passwords, "tryOut">) {
  const tried = new Map<string, Promise<boolean>>();
  return ({ stored, hash }: RowHash): Promise<boolean> => {
    if (tried.size > 10_000) tried.clear();
    const known =
      tried.get(hash.parameters) ??
      tryOut(stored).then(
        () => true,
        () => false,
      );
    tried.set(hash.parameters, known);
    return known;
  };
}
