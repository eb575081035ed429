/** The two ceremonies of WebAuthn Level 3, registration and authentication, by its library. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { notFound } from "../../../platform/errors.js";
import type { PasskeyConfig } from "./config.js";
import type { PasskeyRecord } from "./model.js";
import { originOf, type UnverifiedResponse } from "./read-response.js";

/** A new credential, as its authenticator attests it. */
export type NewPasskey = Pick<PasskeyRecord, "_id" | "publicKey" | "counter" | "transports" | "synced">;

/** Loaded at the first use, which keeps the start short. */
const library = () => import("@simplewebauthn/server");

type ClientResponse = RegistrationResponseJSON | AuthenticationResponseJSON;

const timeoutMilliseconds = 300_000;
const bytesOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));

export type Ceremonies = ReturnType<typeof createCeremonies>;

/**
 * Creates the ceremonies. The device must have verified its user, by a PIN or a finger: that makes one key two factors.
 */
export function createCeremonies(config: PasskeyConfig) {
  const { rpId, isOrigin } = config;
  const expect = <Response extends ClientResponse>({ response, challenge }: UnverifiedResponse<Response>) => {
    const origin = originOf(response);
    return {
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin !== undefined && isOrigin(origin) ? [origin] : [],
      expectedRPID: rpId,
      requireUserVerification: true,
    };
  };
  return {
    /** Returns options for `navigator.credentials.create`, as JSON text. No device registers twice. */
    registrationOptions: (
      challenge: string,
      user: { id: string; name: string },
      known: readonly Pick<PasskeyRecord, "_id" | "transports">[],
    ) => createRegistrationOptions(config, challenge, user, known),

    /** Returns options for `navigator.credentials.get`, as JSON text. The person chooses the passkey. */
    loginOptions: (challenge: string) => createLoginOptions(config, challenge),

    /** Returns the credential that a response registers for its challenge (7.1); null when it does not verify. */
    async verifyRegistration(
      claim: UnverifiedResponse<RegistrationResponseJSON>,
    ): Promise<NewPasskey | null> {
      const { verifyRegistrationResponse } = await library();
      const verdict = await verifyRegistrationResponse(expect(claim)).catch(() => null);
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

    /** Returns the authenticator's counter after a response (7.2); null when it does not verify. */
    async verifyLogin(
      claim: UnverifiedResponse<AuthenticationResponseJSON>,
      { _id: id, publicKey, counter }: PasskeyRecord,
    ): Promise<number | null> {
      const { verifyAuthenticationResponse } = await library();
      const verdict = await verifyAuthenticationResponse({
        ...expect(claim),
        credential: { id, publicKey: bytesOf(publicKey), counter },
      }).catch(() => null);
      return verdict?.verified === true ? verdict.authenticationInfo.newCounter : null;
    },
  };
}

/** Returns the ceremonies. @throws AppError NOT_FOUND where no domain is set for passkeys. */
export function requirePasskeys({ ceremonies }: { ceremonies: Ceremonies | null }): Ceremonies {
  if (ceremonies === null) throw notFound("field: no domain is set for passkeys here");
  return ceremonies;
}

async function createRegistrationOptions(
  { rpId, rpName }: PasskeyConfig,
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
}

async function createLoginOptions({ rpId }: PasskeyConfig, challenge: string): Promise<string> {
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge: bytesOf(challenge),
    timeout: timeoutMilliseconds,
    userVerification: "required",
  });
  return JSON.stringify(options);
}
