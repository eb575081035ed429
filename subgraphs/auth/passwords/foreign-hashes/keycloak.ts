/** Writes Keycloak's password credentials, as a realm's export has them, as hashes in the PHC string format. */
import { ForeignHashError, readBase64 } from "./foreign-hash.js";

/**
 * Reads the `credentials` of an exported user: JSON, or a list of objects whose `secretData` and `credentialData`
 * are JSON in texts. Null when there is no password among them.
 * @throws ForeignHashError when the algorithm is not known.
 */
export function writeKeycloakHash(credentials: unknown): string | null {
  const list = parse(credentials);
  if (!Array.isArray(list)) return null;
  const password = list.map(asObject).find(({ type }) => type === "password");
  if (password === undefined) return null;
  const secret = asObject(parse(password["secretData"]));
  const credential = asObject(parse(password["credentialData"]));
  const algorithm = String(credential["algorithm"]);
  const iterations = Number(credential["hashIterations"]);
  const [salt, value] = [withoutPadding(secret["salt"]), withoutPadding(secret["value"])];
  const digest = /^pbkdf2(?:-(sha256|sha512))?$/.exec(algorithm);
  if (digest !== null) return `$pbkdf2-${digest[1] ?? "sha1"}$i=${iterations}$${salt}$${value}`;
  if (algorithm !== "argon2") {
    throw new ForeignHashError("the hash is of a Keycloak algorithm that is not known here.");
  }
  const more = asObject(credential["additionalParameters"]);
  const first = (name: string): string => String([more[name]].flat()[0]);
  const version = first("version") === "1.0" ? 16 : 19;
  const cost = `m=${first("memory")},t=${iterations},p=${first("parallelism")}`;
  return `$argon2${first("type")}$v=${version}$${cost}$${salt}$${value}`;
}

function parse(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    // A syntax error's message would show the text.
    throw new ForeignHashError("a part of the hash, the credentials, is not JSON.");
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const withoutPadding = (base64: unknown): string =>
  readBase64(String(base64)).toString("base64").replace(/=+$/, "");
