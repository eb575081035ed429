/** Lists the generated secrets of a data folder. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A secret that is about to be written has such a name first. */
const draft = /\.[\da-f]{12}$/;

/** Returns the names of the files in the folder of secrets; none when there is no such folder. */
export async function listSecrets(dataDirectory: string): Promise<string[]> {
  try {
    const entries = await readdir(join(dataDirectory, "secrets"), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /^[\w.-]+$/.test(entry.name) && !draft.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
