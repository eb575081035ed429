/** Asks the browser for a passkey, and says in the kit's errors why there is none. */
import { type BrowserCredential, browserParts } from "../browser-parts.js";
import type { GatehouseError } from "../errors.js";
import { readCredentialOptions } from "./credential-options.js";
import { writeCredential } from "./write-credential.js";

/** Can this browser use passkeys at all? */
export const supportsPasskeys = (): boolean =>
  browserParts.PublicKeyCredential !== undefined && browserParts.navigator?.credentials !== undefined;

/** Can it offer passkeys in the list of a form's input (`autocomplete="username webauthn"`)? */
export const supportsPasskeyAutofill = async (): Promise<boolean> =>
  (await browserParts.PublicKeyCredential?.isConditionalMediationAvailable?.()) ?? false;

export interface CeremonyOptions {
  /** Ends the ceremony: of an input's list, when the user signs in otherwise. */
  readonly signal?: AbortSignal;
  /** Offers passkeys in the list of a form's input, without a dialog. */
  readonly autofill?: boolean;
}

/** Runs `get` or `create`, and returns the browser's response as JSON. @throws GatehouseError */
export async function runCeremony(
  kind: "get" | "create",
  options: string,
  { signal, autofill = false }: CeremonyOptions = {},
): Promise<string> {
  const credentials = browserParts.navigator?.credentials;
  if (credentials === undefined || !supportsPasskeys()) throw unsupported("This browser has no passkeys.");
  let credential: BrowserCredential | null;
  try {
    credential = await credentials[kind]({
      publicKey: readCredentialOptions(options),
      ...(signal && { signal }),
      ...(autofill && { mediation: "conditional" }),
    });
  } catch (thrown) {
    throw readCeremonyError(thrown);
  }
  if (credential === null) throw cancelled();
  return writeCredential(credential);
}

const cancelled = (): GatehouseError => ({ code: "CANCELLED", message: "No passkey was chosen." });
const unsupported = (message: string): GatehouseError => ({ code: "PASSKEY_UNSUPPORTED", message });

/** Names by WebAuthn Level 3, 5.1.3 and 5.1.4. For privacy a browser gives one name to most refusals. */
function readCeremonyError(thrown: unknown): GatehouseError {
  const { name } = thrown as { name?: string };
  if (name === "InvalidStateError") {
    return { code: "CONFLICT", message: "This device has a passkey for the account already." };
  }
  if (name === "NotAllowedError" || name === "AbortError") return cancelled();
  return unsupported(
    name === "SecurityError"
      ? "Passkeys of this server belong to another domain than this page's."
      : "This device cannot use passkeys here.",
  );
}
