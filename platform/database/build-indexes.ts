/** Builds the indexes that models declare. */
import { StartError } from "../lifecycle.js";
import { redactSecrets } from "../text/redact.js";

/** Builds the declared indexes of each model. @throws StartError with the cause when the server cannot. */
export async function buildIndexes(
  models: readonly { modelName: string; createIndexes(): Promise<unknown> }[],
): Promise<void> {
  for (const model of models) {
    try {
      await model.createIndexes();
    } catch (error) {
      if (!(error as Error).name.startsWith("Mongo")) throw error;
      throw new StartError(
        `The indexes of ${model.modelName} cannot be built: ${redactSecrets((error as Error).message)}`,
      );
    }
  }
}
