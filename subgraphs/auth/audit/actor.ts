/** Who does what the audit trail records, and from where. */

/** The client of a request, as the gateway saw it. */
export interface Client {
  userAgent: string | null;
  ipAddress: string | null;
  /** The session of the access token that the request carries. */
  sessionId?: string | null;
}

/** The account that acts, and its client. */
export interface Actor {
  /** Null for a caller that is not signed in, and for an operator who runs a command. */
  actorId: string | null;
  client: Client;
}

/** The operator who runs the command `name`: a change that no request makes. */
export const operator = (name: string): Actor => ({
  actorId: null,
  client: { userAgent: name, ipAddress: null },
});
