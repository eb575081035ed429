/** Encrypts small secrets that must be read again, so that the database alone gives nobody any. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** What a sealed secret was opened to. */
export interface Opened {
  secret: Buffer;
  /** It was sealed with an older key, and should be sealed anew. */
  outdated: boolean;
}

export type Sealing = ReturnType<typeof createSealing>;

const sizes = { key: 32, nonce: 12, tag: 16 } as const;

/**
 * Creates the sealing: AES-256-GCM with keys that HKDF-SHA-256 (RFC 5869) makes of the given secrets, for one
 * `purpose` only. The first key seals, all open. The stored form is `KEY_ID:BASE64URL(nonce, tag, text)`.
 */
export function createSealing(secrets: ReadonlyMap<string, string>, purpose: string) {
  const keys = new Map(
    [...secrets].map(([id, secret]) => [id, Buffer.from(hkdfSync("sha256", secret, "", purpose, sizes.key))]),
  );
  const [currentId = ""] = keys.keys();
  const keyOf = (id: string): Buffer => {
    const key = keys.get(id);
    if (key === undefined) throw new Error(`There is no key "${id}" to open a sealed secret with.`);
    return key;
  };

  return {
    /** Seals for one owner: in another's document it does not open. */
    seal(secret: Uint8Array, owner: string): string {
      const nonce = randomBytes(sizes.nonce);
      const cipher = createCipheriv("aes-256-gcm", keyOf(currentId), nonce).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret), cipher.final()]);
      return `${currentId}:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
    },

    /** @throws Error when it was not sealed so, or its key is no longer there. */
    open(sealed: string, owner: string): Opened {
      const [keyId = "", encoded = ""] = sealed.split(":");
      const bytes = Buffer.from(encoded, "base64url");
      const nonce = bytes.subarray(0, sizes.nonce);
      const tag = bytes.subarray(sizes.nonce, sizes.nonce + sizes.tag);
      const decipher = createDecipheriv("aes-256-gcm", keyOf(keyId), nonce, { authTagLength: sizes.tag });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
      const text = bytes.subarray(sizes.nonce + sizes.tag);
      return {
        secret: Buffer.concat([decipher.update(text), decipher.final()]),
        outdated: keyId !== currentId,
      };
    },
  };
}
