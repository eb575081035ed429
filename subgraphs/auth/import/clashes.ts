/** Remembers the names and addresses of an import, to find rows that clash. */
import { createHash } from "node:crypto";

/** A name and an address together: free, both of one account (`present`), or one of them another account's. */
export type Standing = "free" | "present" | "username" | "email";

/**
 * Creates the memory. Of each key it keeps 53 bits of a digest: some hundred bytes a row, so that a dry run of a million
 * rows fits. In one of ten thousand such runs two keys have the same digest.
 */
export function createClashes() {
  const addressByName = new Map<number, number>();
  const nameByAddress = new Map<number, number>();
  const legacyIds = new Set<number>();
  const digest = (key: string): number => {
    const bytes = createHash("sha256").update(key).digest();
    return bytes.readUInt32BE(0) * 2 ** 21 + (bytes.readUInt32BE(4) >>> 11);
  };

  return {
    standing(usernameKey: string, emailKey: string): Standing {
      const [name, address] = [digest(usernameKey), digest(emailKey)];
      if (addressByName.get(name) === address) return "present";
      if (addressByName.has(name)) return "username";
      return nameByAddress.has(address) ? "email" : "free";
    },
    hasAddress: (emailKey: string): boolean => nameByAddress.has(digest(emailKey)),
    hasLegacyId: (id: string | undefined): boolean => id !== undefined && legacyIds.has(digest(id)),
    add(usernameKey: string, emailKey: string, legacyId?: string): void {
      addressByName.set(digest(usernameKey), digest(emailKey));
      nameByAddress.set(digest(emailKey), digest(usernameKey));
      if (legacyId !== undefined) legacyIds.add(digest(legacyId));
    },
  };
}

export type Clashes = ReturnType<typeof createClashes>;
