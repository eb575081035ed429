/** The two ceremonies of WebAuthn Level 3, registration and authentication, as its library carries them out. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { PasskeyRecord } from "./model.js";

/** For which pages passkeys are. */
export interface PasskeyConfig {
  /** The relying party's id: the domain of the front ends, or one above it. */
  rpId: string;
  /** What the browser's dialogs show. */
  rpName: string;
  /** Origins of the pages that may ask for a passkey. */
  origins: readonly string[];
}

/** A new credential, as its authenticator attests it. */
export type NewPasskey = Pick<PasskeyRecord, "_id" | "publicKey" | "counter" | "transports" | "synced">;

/** What a response says of itself; nothing of it is proven yet. */
interface Claim<Response> {
  response: Response;
  challenge: string;
}

/** Taking it in when it is first used keeps the start short. */
const library = () => import("@simplewebauthn/server");

const timeoutMilliseconds = 300_000;
const longestResponse = 16_384;
const bytesOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));

export type Ceremonies = ReturnType<typeof createCeremonies>;

/** Creates them. A device must have recognised its user, by a PIN or a finger: that makes two factors of one key. */
export function createCeremonies({ rpId, rpName, origins }: PasskeyConfig) {
  const expected = { expectedOrigin: [...origins], expectedRPID: rpId, requireUserVerification: true };

  return {
    /** Options for `navigator.credentials.create`, as JSON text; no device registers twice. */
    async registrationOptions(
      challenge: string,
      user: { id: string; name: string },
      known: readonly Pick<PasskeyRecord, "_id" | "transports">[],
    ): Promise<string> {
      const { generateRegistrationOptions } = await library();
      const options = await generateRegistrationOptions({
        rpID: rpId,
        rpName,
        userID: new Uint8Array(Buffer.from(user.id)),
        userName: user.name,
        challenge: bytesOf(challenge),
        timeout: timeoutMilliseconds,
        attestationType: "none",
        excludeCredentials: known.map(({ _id: id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      return JSON.stringify(options);
    },

    /** Options for `navigator.credentials.get`, as JSON text: whichever passkey its owner chooses. */
    async loginOptions(challenge: string): Promise<string> {
      const { generateAuthenticationOptions } = await library();
      const options = await generateAuthenticationOptions({
        rpID: rpId,
        challenge: bytesOf(challenge),
        timeout: timeoutMilliseconds,
        userVerification: "required",
      });
      return JSON.stringify(options);
    },

    /** The credential that a response registers for this challenge (7.1); null when it does not. */
    async verifyRegistration({
      response,
      challenge,
    }: Claim<RegistrationResponseJSON>): Promise<NewPasskey | null> {
      const { verifyRegistrationResponse } = await library();
      const verdict = await verifyRegistrationResponse({
        ...expected,
        response,
        expectedChallenge: challenge,
      }).catch(() => null);
      if (verdict?.verified !== true) return null;
      const { credential, credentialDeviceType } = verdict.registrationInfo;
      return {
        _id: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString("base64url"),
        counter: credential.counter,
        transports: credential.transports ?? [],
        synced: credentialDeviceType === "multiDevice",
      };
    },

    /** The authenticator's counter after a response to this challenge (7.2); null when it proves nothing. */
    async verifyLogin(
      { response, challenge }: Claim<AuthenticationResponseJSON>,
      { _id: id, publicKey, counter }: PasskeyRecord,
    ): Promise<number | null> {
      const { verifyAuthenticationResponse } = await library();
      const verdict = await verifyAuthenticationResponse({
        ...expected,
        response,
        expectedChallenge: challenge,
        credential: { id, publicKey: bytesOf(publicKey), counter },
      }).catch(() => null);
      return verdict?.verified === true ? verdict.authenticationInfo.newCounter : null;
    },
  };
}

/** Reads a response and the challenge that it claims to answer; null when it is none. */
export function readResponse<Response extends { id: string; response: { clientDataJSON: string } }>(
  text: string,
): Claim<Response> | null {
  if (text.length > longestResponse) return null;
  try {
    const response = JSON.parse(text) as Response;
    const { clientDataJSON } = response.response;
    // Of an object with a `length`, a buffer would be made that is as long.
    if (typeof clientDataJSON !== "string") return null;
    const clientData = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")) as {
      challenge?: unknown;
    };
    const { challenge } = clientData;
    return typeof challenge === "string" && typeof response.id === "string" ? { response, challenge } : null;
  } catch {
    return null;
  }
}
