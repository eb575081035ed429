/** How a browser's response about a passkey is read, before anything in it is verified. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { readAllSettings } from "../../../test/support/all-settings.js";
import { createCeremonies } from "./ceremonies.js";
import { readResponse } from "./read-response.js";

const clientData = Buffer.from('{"challenge":"abc"}');
const respond = (clientDataJSON: unknown) => JSON.stringify({ id: "x", response: { clientDataJSON } });

describe("a passkey's response", () => {
  it("says which challenge it answers", () => {
    expect(readResponse(respond(clientData.toString("base64url")))?.challenge).toBe("abc");
  });

  it("is none when its client data is no text: a buffer as long as an object says would stop the service", () => {
    expect(readResponse(respond([...clientData]))).toBe(null);
    expect(readResponse(respond({ ...[...clientData], length: clientData.length }))).toBe(null);
    expect(readResponse(respond(clientData))).toBe(null);
  });
});

/**
 * The response of an Android app's authenticator to a registration: an attestation of the kind "none" (WebAuthn, 6.5.4
 * and 8.7).
 */
function registerBy(origin: string, rpId: string, challenge: string) {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const coordinate = (text?: string) => new Uint8Array(Buffer.from(text ?? "", "base64url"));
  const key = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, coordinate(x)],
    [-3, coordinate(y)],
  ]);
  const id = Buffer.alloc(16, 7);
  const userPresentVerifiedAttested = 0b0100_0101;
  const authData = Buffer.concat([
    createHash("sha256").update(rpId).digest(),
    Buffer.from([userPresentVerifiedAttested, 0, 0, 0, 0]),
    Buffer.alloc(16),
    Buffer.from([0, id.length]),
    id,
    isoCBOR.encode(key),
  ]);
  const attestation = new Map<string, unknown>([
    ["fmt", "none"],
    ["attStmt", new Map()],
    ["authData", new Uint8Array(authData)],
  ]);
  const clientDataJSON = JSON.stringify({ type: "webauthn.create", challenge, origin });
  return {
    id: id.toString("base64url"),
    rawId: id.toString("base64url"),
    type: "public-key" as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: Buffer.from(clientDataJSON).toString("base64url"),
      attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString("base64url"),
    },
  };
}

describe("a passkey of an Android app", () => {
  const origin = `android:apk-key-hash:${createHash("sha256").update("certificate").digest("base64url")}`;
  const challenge = Buffer.alloc(32, 1).toString("base64url");
  const verdict = (origins: string) => {
    const { config } = readAllSettings({ WEBAUTHN_APP_ORIGINS: origins });
    const { verifyRegistration } = createCeremonies(config.auth.passkeys!);
    return verifyRegistration({ response: registerBy(origin, "localhost", challenge), challenge });
  };

  it("is taken from the app that is set, and from no other", async () => {
    expect(await verdict(origin)).toMatchObject({ _id: expect.any(String) });
    expect(await verdict("")).toBeNull();
    expect(await verdict(`android:apk-key-hash:${"A".repeat(43)}`)).toBeNull();
  });
});
