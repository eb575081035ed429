/** bcrypt as crypt(3), PHP, Django, passlib and Spring Security write it, also over a digest of the password. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import bcrypt from "bcrypt";
import { type ForeignHash, limits, requireWithin, type Scheme } from "./foreign-hash.js";

export const bcryptSchemes: Scheme[] = [
  {
    // $2b$COST$ and 22 characters of salt before 31 of hash; `bcrypt$` before it is Django's, braces are Spring's and LDAP's.
    form: /^(?:bcrypt\$|\{(?:bcrypt|CRYPT)\})?\$2([aby])\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/,
    read: ([version, cost, salt, digest]) => createBcrypt({ version, cost, salt, digest }),
  },
  {
    // Django: bcrypt over the SHA-256 of the password in hexadecimal.
    form: /^bcrypt_sha256\$\$2([aby])\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/,
    read: ([version, cost, salt, digest]) =>
      createBcrypt({ version, cost, salt, digest }, (password) =>
        createHash("sha256").update(password).digest("hex"),
      ),
  },
  {
    // passlib, first version: bcrypt over the SHA-256 of the password in base64.
    form: /^\$bcrypt-sha256\$2([ab]),(\d\d?)\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/,
    read: ([version, cost, salt, digest]) =>
      createBcrypt({ version, cost, salt, digest }, (password) =>
        createHash("sha256").update(password).digest("base64"),
      ),
  },
  {
    // passlib, second version: bcrypt over the HMAC-SHA-256 of the password under the salt in base64.
    form: /^\$bcrypt-sha256\$v=2,t=2([ab]),r=(\d\d?)\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/,
    read: ([version, cost, salt = "", digest]) =>
      createBcrypt({ version, cost, salt, digest }, (password) =>
        createHmac("sha256", salt).update(password).digest("base64"),
      ),
  },
];

const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The last character holds more bits than there are; some programs leave them set, and bcrypt clears them. */
function clearSpareBits(text: string, usedBits: number): string {
  const last = alphabet.indexOf(text.at(-1) ?? "") & usedBits;
  return text.slice(0, -1) + alphabet[last];
}

function createBcrypt(
  parts: Record<"version" | "cost" | "salt" | "digest", string | undefined>,
  prehash: (password: string) => string = (password) => password,
): ForeignHash {
  const cost = requireWithin("bcrypt's cost", parts.cost, 4, limits.bcryptCost);
  // What PHP calls 2y is 2b.
  const version = parts.version === "a" ? "2a" : "2b";
  const salt = `$${version}$${String(cost).padStart(2, "0")}$${clearSpareBits(parts.salt ?? "", 0b110000)}`;
  const expected = Buffer.from(clearSpareBits(parts.digest ?? "", 0b111100));
  return {
    parameters: `bcrypt ${version} ${cost}`,
    compare: (password) =>
      timingSafeEqual(
        Buffer.from(bcrypt.hashSync(prehash(password), salt).slice(-expected.length)),
        expected,
      ),
  };
}
