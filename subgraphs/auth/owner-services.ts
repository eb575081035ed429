/** Wires together what an account's owner does beside signing in: recover it, move it, take its data away, delete it. */
import type { EventBus } from "../../platform/events/bus.js";
import type { OutboxRelay } from "../../platform/events/outbox-relay.js";
import { overlapSeconds } from "../../platform/identity/revocations.js";
import { createDeletion } from "./accounts/delete-account.js";
import { createDataExport } from "./accounts/export-account.js";
import type { Attempts } from "./attempts/attempts.js";
import type { Audit } from "./audit/audit.js";
import type { AuthServices } from "./context.js";
import type { AddressRelease } from "./email/proven-address.js";
import { createAddresses } from "./email/verify-email.js";
import type { MailQueue } from "./mail/queue.js";
import type { AuthModels } from "./model.js";
import type { PasswordPolicy } from "./passwords/password-policy.js";
import type { Passwords } from "./passwords/passwords.js";
import { createRecovery } from "./passwords/reset-password.js";
import type { Sessions } from "./sessions/sessions.js";
import type { OwnerCheck } from "./sign-in/require-owner.js";
import type { SignIn } from "./sign-in/sign-in.js";

/** What it stands on. */
export interface OwnerParts {
  models: AuthModels;
  passwords: Passwords;
  requireGoodPassword: PasswordPolicy;
  sessions: Sessions;
  signIn: Pick<SignIn, "requireLive">;
  attempts: Attempts;
  requireOwner: OwnerCheck;
  releaseAddress: AddressRelease;
  mail: MailQueue;
  audit: Audit;
  listAuditEvents: AuthServices["listAuditEvents"];
  bus: EventBus;
  relay: OutboxRelay;
  /** How long the access tokens of ended sessions could be used. */
  tokenLifetimeSeconds: number;
}

/** Creates the use cases; what a deletion has left undone is done when its event comes. */
export function createOwnerServices(
  parts: OwnerParts,
): Pick<AuthServices, "recovery" | "addresses" | "deletion" | "dataExport"> {
  const owned = {
    ...parts,
    requireLive: parts.signIn.requireLive,
    tokenLifetimeSeconds: parts.tokenLifetimeSeconds + overlapSeconds,
  };
  const deletion = createDeletion(owned);
  parts.bus.subscribe({
    subscriber: "auth",
    types: ["user.deleted"],
    delivery: "shared",
    handle: ({ subject }) => deletion.finish(subject),
  });
  return {
    recovery: createRecovery(owned),
    addresses: createAddresses(owned),
    deletion,
    dataExport: createDataExport(owned),
  };
}
