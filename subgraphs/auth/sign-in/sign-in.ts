/** Signs in the owner of an account who has authenticated. Every kind of sign-in ends here. */
import type { AccountRecord } from "../accounts/account-record.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import type { CodeKind } from "../second-factor/require-code.js";
import { beginSession, createSessionId } from "../sessions/begin-session.js";
import { type IssuedTokens, issueTokens } from "../sessions/issue-tokens.js";

/** How an owner authenticates, and the claim `amr` of the access token for it (RFC 8176). */
const methodsOf = {
  registration: ["pwd"],
  password: ["pwd"],
  "password and totp": ["pwd", "otp", "mfa"],
  "password and recovery code": ["pwd", "mfa"],
  passkey: ["hwk", "user", "mfa"],
  "synced passkey": ["swk", "user", "mfa"],
} as const satisfies Record<`password and ${CodeKind}`, readonly string[]> &
  Record<string, readonly string[]>;

/** Begins a session, on record, and issues its tokens. @throws AppError UNAUTHENTICATED when the account is disabled. */
export function signIn(
  parts: Parts<"models" | "relay" | "audit" | "config" | "signAccessToken">,
  account: AccountRecord,
  client: Client,
  means: keyof typeof methodsOf,
): Promise<IssuedTokens> {
  const sessionId = createSessionId();
  const entry = { ...ownEntry("sign-in", account._id, client), sessionId, reason: means };
  return parts.audit.change(entry, async () =>
    issueTokens(parts, await beginSession(parts, account, client, methodsOf[means], sessionId)),
  );
}
