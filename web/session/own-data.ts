/** The parts of the download of one's own data besides the account: each kind of page adds its own. */

const collectors = new Map<string, () => Promise<unknown>>();

/** Adds parts by their names in the file. They are collected when the user asks for the file. */
export function addOwnData(parts: Readonly<Record<string, () => Promise<unknown>>>): void {
  for (const [name, collect] of Object.entries(parts)) collectors.set(name, collect);
}

/** Collects all parts, one after the other. @throws the error of a part that fails: a file with a gap would mislead. */
export async function collectOwnData(): Promise<Record<string, unknown>> {
  const parts: Record<string, unknown> = {};
  for (const [name, collect] of collectors) parts[name] = await collect();
  return parts;
}
