/** The check behind the rules of mutations that only a sample thing's owner or an admin may use. */
import { notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { ReadParts } from "./parts.js";
import { visibleTo } from "./sample-thing-access.js";

/** Resolves when the caller is the owner or an admin. @throws AppError NOT_FOUND for all others. */
export async function requireOwnerOrAdmin({ models }: ReadParts, id: string, caller: Claims): Promise<void> {
  const found = await models.sampleThings.exists({ _id: id, ...visibleTo(caller) });
  if (found === null) throw notFound("sample thing");
}
