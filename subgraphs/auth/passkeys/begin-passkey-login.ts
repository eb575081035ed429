/** Use case `beginPasskeyLogin`. */
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { beginChallenge } from "../second-factor/challenges.js";
import { requirePasskeys } from "./ceremonies.js";

/** Returns the options with which a page calls `navigator.credentials.get`, as JSON text. @throws AppError RATE_LIMITED. */
export async function beginPasskeyLogin(
  parts: Parts<"models" | "attempts" | "ceremonies">,
  client: Client,
): Promise<string> {
  const ceremonies = requirePasskeys(parts);
  await parts.attempts.count("passkey:address", addressOf(client));
  return ceremonies.loginOptions(await beginChallenge(parts.models, "passkey-login", null));
}
