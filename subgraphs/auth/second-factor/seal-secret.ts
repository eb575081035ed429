/** Encrypts small secrets that must be read again, so that the database alone does not reveal them. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** A decrypted secret. */
export interface Opened {
  secret: Buffer;
  /** It was encrypted with an older key, and should be encrypted again. */
  outdated: boolean;
}

export type Sealing = ReturnType<typeof createSealing>;

const sizes = { key: 32, nonce: 12, tag: 16 } as const;

/**
 * Creates the sealing: AES-256-GCM with keys that HKDF-SHA-256 (RFC 5869) derives from the given secrets for one
 * `purpose`. The first key seals, all open. The stored form is `KEY_ID:BASE64URL(nonce, tag, text)`.
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
    /** Encrypts for one owner: in the document of another account it cannot be decrypted. */
    seal(secret: Uint8Array, owner: string): string {
      const nonce = randomBytes(sizes.nonce);
      const cipher = createCipheriv("aes-256-gcm", keyOf(currentId), nonce).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret), cipher.final()]);
      return `${currentId}:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
    },

    /** Decrypts. @throws Error when it was not encrypted for this owner, or its key is missing. */
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
