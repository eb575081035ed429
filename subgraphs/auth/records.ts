/** The records behind the types of the graph: each export has its type's name, and `npm run generate` reads them. */

export type { PublicAccount as User } from "./accounts/public-account.js";
export type {
  AuditEdge as AuditEventEdge,
  AuditEvent,
  AuditPage as AuditEventConnection,
} from "./audit/list-audit-events.js";
export type { Passkey } from "./passkeys/list-passkeys.js";
export type { AccountExport } from "./privacy/export-my-data.js";
export type { IssuedTokens as AuthPayload } from "./sessions/issue-tokens.js";
export type { SessionView as Session } from "./sessions/list-sessions.js";
