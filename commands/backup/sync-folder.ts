/** Brings new files and renames in a folder to the disk. */
import { open } from "node:fs/promises";

/** Syncs the folder; does nothing where a system cannot, and where a rename is durable without it. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "EPERM", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle.close();
  }
}
