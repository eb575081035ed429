/** Access tokens that a router must refuse, made from a good one. */
import { createHmac, createPublicKey, generateKeyPairSync } from "node:crypto";
import jwt from "jsonwebtoken";
import type { TestSystem } from "../support/system.js";

/** Tokens by what is wrong with them. */
export type BadTokens = Record<
  | "expired"
  | "otherKey"
  | "unknownKey"
  | "unsigned"
  | "hmac"
  | "changed"
  | "otherIssuer"
  | "otherAudience"
  | "otherType",
  string
>;

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Makes them; the expired one and those with another claim are signed by the system's own key. */
export function forgeTokens(system: TestSystem, token: string): BadTokens {
  const { header, payload: claims } = jwt.decode(token, { complete: true })!;
  const payload = claims as jwt.JwtPayload;
  const key = system.config.auth.signingKeys.find(({ kid }) => kid === header.kid)!;
  const sign = (changes: object, head: object = {}, by = key.privateKey) =>
    jwt.sign({ ...payload, ...changes }, by, { algorithm: "RS256", header: { ...header, ...head } });
  const now = Math.floor(Date.now() / 1000);
  const pem = createPublicKey(key.privateKey).export({ type: "spki", format: "pem" });
  const hmacText = `${part({ ...header, alg: "HS256" })}.${part(payload)}`;
  const [head, , signature] = token.split(".");
  return {
    expired: sign({ iat: now - 3_600, exp: now - 3_000 }),
    otherKey: sign({}, {}, stranger.privateKey),
    unknownKey: sign({}, { kid: "of-a-stranger" }, stranger.privateKey),
    unsigned: `${part({ ...header, alg: "none" })}.${part(payload)}.`,
    hmac: `${hmacText}.${createHmac("sha256", pem).update(hmacText).digest("base64url")}`,
    changed: `${head}.${part({ ...payload, roles: ["USER", "ADMIN"], scope: "user admin" })}.${signature}`,
    otherIssuer: sign({ iss: "https://other.example" }),
    otherAudience: sign({ aud: "another service" }),
    otherType: sign({}, { typ: "JWT" }),
  };
}
