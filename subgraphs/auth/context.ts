/** The context of one request to the auth subgraph. */
import type { ServerResponse } from "node:http";
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/subgraph-server.js";
import { continueAsHeader } from "../../platform/identity/continue-as.js";
import type { Accounts, PublicAccount } from "./accounts/accounts.js";
import type { Deletion } from "./accounts/delete-account.js";
import type { DataExport } from "./accounts/export-account.js";
import type { Actor } from "./audit/audit.js";
import type { AuditPage, AuditQuery } from "./audit/list-audit-events.js";
import type { Addresses } from "./email/verify-email.js";
import type { EventReceipt } from "./operations/publish-test-event.js";
import type { ServiceStatus } from "./operations/system-status.js";
import type { PasskeyProving } from "./passkeys/login-with-passkey.js";
import type { Passkeys } from "./passkeys/register-passkey.js";
import type { Recovery } from "./passwords/reset-password.js";
import type { Registering } from "./registration/register.js";
import type { SecondFactor } from "./second-factor/manage-totp.js";
import { bodyCarrier, createCookieCarrier, type RefreshCarrier } from "./sessions/refresh-carrier.js";
import type { IssuedTokens, SignIn } from "./sign-in/sign-in.js";

/** The use cases. */
export interface AuthServices {
  accounts: Accounts;
  signIn: SignIn;
  registering: Registering;
  recovery: Recovery;
  addresses: Addresses;
  deletion: Deletion;
  dataExport: DataExport;
  secondFactor: SecondFactor;
  /** Null where no domain is set for them. */
  passkeys: (Passkeys & PasskeyProving) | null;
  listAuditEvents: (query: AuditQuery) => Promise<AuditPage>;
  systemStatus: () => Promise<ServiceStatus[]>;
  publishTestEvent: (message: string) => Promise<EventReceipt>;
}

/** What the resolvers and rules work with. */
export interface AuthContext extends SubgraphContext, AuthServices {
  /** How refresh tokens come in and go out. */
  refreshTokens: RefreshCarrier;
  /** Accounts by id, read in batches; a tombstone for each that is gone. */
  accountById: DataLoader<string, PublicAccount>;
  /** Tells the gateway, by a header it keeps to itself, whose token the rest of the plan runs with. */
  passOn: (accessToken: string) => void;
}

/** Adds the use cases to a request's context. */
export function createAuthContext(
  base: SubgraphContext,
  response: ServerResponse,
  services: AuthServices,
  refreshCookie: boolean,
): AuthContext {
  return {
    ...base,
    ...services,
    refreshTokens: refreshCookie ? createCookieCarrier(response) : bodyCarrier,
    accountById: new DataLoader((ids) => services.accounts.findPublic(ids)),
    passOn: (accessToken) => void response.setHeader(continueAsHeader, accessToken),
  };
}

/** The caller, for the audit trail. */
export function actorOf({ caller, client }: AuthContext): Actor {
  return { actorId: caller.claims?.subject ?? null, client };
}

/** Lets the rest of the operation run as the one who has just signed in: here and in the other subgraphs. */
export function continueAs(context: AuthContext, tokens: IssuedTokens): IssuedTokens {
  context.caller = { claims: tokens.claims, token: tokens.accessToken, refusal: null };
  context.passOn(tokens.accessToken);
  return context.refreshTokens.deliver(tokens);
}
