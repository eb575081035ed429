/** Refuses database servers that lack what the services need; docs/databases.md lists the servers. */
import type { Connection } from "mongoose";

/** What a server says about itself. */
type BuildInfo = Record<string, unknown>;

/** Returns what is wrong with the connected server; null for one that the product supports. */
export async function findUnsupportedServer(connection: Connection): Promise<string | null> {
  return unsupportedReason(await connection.db!.admin().command({ buildInfo: 1 }, { timeoutMS: 5_000 }));
}

/** Returns why the server cannot be used; null for one that the product supports. */
export function unsupportedReason({ ferretdbVersion, version, versionArray }: BuildInfo): string | null {
  if (typeof ferretdbVersion === "string" && /^v?[01]\./.test(ferretdbVersion))
    return `it is FerretDB ${ferretdbVersion}, which has no partial indexes, no TTL indexes and no pipelines in updates`;
  const major = Array.isArray(versionArray) ? Number(versionArray[0]) : Number.NaN;
  return major < 6 ? `its version is ${version}` : null;
}
