/** Reads several input fields, so that a client learns of all that are wrong at once. */
import { AppError, badInputs } from "./errors.js";

/**
 * Calls each reader and returns what they return, by name.
 * @throws AppError BAD_USER_INPUT with every fault that the readers throw; any other error as it is.
 */
export function readFields<Values>(readers: { [Name in keyof Values]: () => Values[Name] }): Values {
  const faults: AppError[] = [];
  const values: Partial<Values> = {};
  for (const name of Object.keys(readers) as (keyof Values)[]) {
    try {
      values[name] = readers[name]();
    } catch (error) {
      faults.push(requireBadInput(error));
    }
  }
  if (faults.length > 0) throw badInputs(faults);
  return values as Values;
}

/** Returns an error about a field's value. @throws the error itself if it is another. */
export function requireBadInput(error: unknown): AppError {
  if (error instanceof AppError && error.code === "BAD_USER_INPUT") return error;
  throw error;
}
