/** The context of one request to the auth subgraph. */
import type { ServerResponse } from "node:http";
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/read-context.js";
import { continueAsHeader } from "../../platform/identity/continue-as.js";
import { asksForCookie } from "../../platform/identity/refresh-cookie.js";
import { findPublicAccounts, type PublicAccount } from "./accounts/public-account.js";
import type { Actor, Client } from "./audit/actor.js";
import type { AuthParts } from "./parts.js";
import type { IssuedTokens } from "./sessions/issue-tokens.js";
import { bodyCarrier, createCookieCarrier, type RefreshCarrier } from "./sessions/refresh-carrier.js";

/** The parts that resolvers and rules use. */
export interface AuthContext extends SubgraphContext {
  parts: AuthParts;
  client: Client;
  /** How refresh tokens travel between this client and auth. */
  refreshTokens: RefreshCarrier;
  /** Accounts by id, read in batches; a tombstone for each that is deleted. */
  accountById: DataLoader<string, PublicAccount>;
  /** Tells the gateway, by a header that it does not pass on, with which token the rest of the plan runs. */
  passOn: (accessToken: string) => void;
}

/** Creates the context of a request. */
export function createAuthContext(
  base: SubgraphContext,
  response: ServerResponse,
  parts: AuthParts,
): AuthContext {
  return {
    ...base,
    client: { ...base.client, sessionId: base.caller.claims?.sessionId ?? null },
    parts,
    refreshTokens:
      parts.config.refreshCookie || asksForCookie(response.req.headers)
        ? createCookieCarrier(response, parts.warnRarely)
        : bodyCarrier,
    accountById: new DataLoader((ids) => findPublicAccounts(parts, ids)),
    passOn: (accessToken) => void response.setHeader(continueAsHeader, accessToken),
  };
}

/** Returns the caller as the audit trail records it. */
export function actorOf({ caller, client }: AuthContext): Actor {
  return { actorId: caller.claims?.subject ?? null, client };
}

/** Runs a use case that begins a session, and then the rest of the operation as the account that it signed in. */
export async function signInBy(
  context: AuthContext,
  begin: () => Promise<IssuedTokens>,
): Promise<IssuedTokens> {
  context.refreshTokens.requireDeliverable();
  return continueAs(context, await begin());
}

/** Runs the rest of the operation as the account that has just signed in: here and in the other subgraphs. */
export function continueAs(context: AuthContext, tokens: IssuedTokens): IssuedTokens {
  context.caller = { claims: tokens.claims, token: tokens.accessToken, refusal: null };
  context.passOn(tokens.accessToken);
  return context.refreshTokens.deliver(tokens);
}
