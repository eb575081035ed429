/** Reads several input fields, so that a client learns of all that are wrong at once. */
import { AppError, badInputs } from "./errors.js";

/**
 * Calls each reader and returns what they return, by name.
 * @throws AppError BAD_USER_INPUT with every fault that the readers throw; any other error as it is.
 */
export function readFields<Values>(readers: { [Name in keyof Values]: () => Values[Name] }): Values {
  const faults = createFaults();
  const values: Partial<Values> = {};
  for (const name of Object.keys(readers) as (keyof Values)[]) {
    try {
      values[name] = readers[name]();
    } catch (error) {
      faults.add(error);
    }
  }
  faults.requireNone();
  return values as Values;
}

/** Creates a list of faults of an input, for readers that depend on each other. */
export function createFaults() {
  const faults: AppError[] = [];
  return {
    /** Adds an error about a field's value. @throws the error itself if it is another. */
    add: (error: unknown): void => void faults.push(requireBadInput(error)),

    /** @throws AppError BAD_USER_INPUT with every fault. */
    requireNone(): void {
      if (faults.length > 0) throw badInputs(faults);
    },
  };
}

function requireBadInput(error: unknown): AppError {
  if (error instanceof AppError && error.code === "BAD_USER_INPUT") return error;
  throw error;
}
