/** Wires together what an account's owner does beside signing in: recover it, move it, take its data away, delete it. */
import type { EventBus } from "../../platform/events/bus.js";
import type { OutboxRelay } from "../../platform/events/outbox-relay.js";
import { overlapSeconds } from "../../platform/identity/revocations.js";
import type { AuthServices } from "./context.js";
import type { AuthModels } from "./model.js";
import { createAddresses } from "./service/addresses.js";
import type { Attempts } from "./service/attempts.js";
import type { Audit } from "./service/audit.js";
import { createDataExport } from "./service/data-export.js";
import { createDeletion } from "./service/deletion.js";
import type { MailQueue } from "./service/mail/queue.js";
import type { OwnerCheck } from "./service/owner-check.js";
import type { PasswordPolicy } from "./service/password-policy.js";
import type { Passwords } from "./service/passwords.js";
import type { AddressRelease } from "./service/proven-address.js";
import { createRecovery } from "./service/recovery.js";
import type { Sessions } from "./service/sessions.js";
import type { SignIn } from "./service/sign-in.js";

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
