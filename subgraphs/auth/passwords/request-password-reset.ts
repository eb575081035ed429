/** Use case `requestPasswordReset` (OWASP, Forgot Password; NIST SP 800-63B-4, 4.2). */
import { identifierKey } from "../accounts/identifiers.js";
import type { Client } from "../audit/actor.js";
import type { Parts } from "../parts.js";

/** Longest username or e-mail address that is looked up. */
const longestIdentifier = 320;

/**
 * Leaves a mail for the owner of the account. Does the same whether there is such an account or not.
 * @throws AppError RATE_LIMITED, by the name as it is given and by the address of the client.
 */
export async function requestPasswordReset(
  { attempts, mail }: Parts<"attempts" | "mail">,
  text: string,
  client: Client,
): Promise<void> {
  const identifier = text.slice(0, longestIdentifier);
  await attempts.count("mail:name", identifierKey(identifier).key);
  await mail.send({ kind: "password-reset", identifier, client });
}
