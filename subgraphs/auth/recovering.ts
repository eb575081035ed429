/** Wires together what an account's owner does beside signing in: by mail, and at the end of the account. */

import type { OutboxRelay } from "../../platform/events/outbox-relay.js";
import { mailboxPath } from "../../platform/http/mailbox.js";
import type { RequestHandler } from "../../platform/http/server.js";
import { sendJson } from "../../platform/http/server.js";
import { overlapSeconds } from "../../platform/identity/revocations.js";
import type { AppParts } from "../../platform/service-config.js";
import type { AuthConfig } from "./config.js";
import type { AuthModels } from "./model.js";
import { createAddresses } from "./service/addresses.js";
import type { Attempts } from "./service/attempts.js";
import type { Audit } from "./service/audit.js";
import { createDeletion } from "./service/deletion.js";
import { createMailPreparation } from "./service/mail/preparing.js";
import { startMailQueue } from "./service/mail/queue.js";
import { createDelivery } from "./service/mail/transport.js";
import { createOwnerCheck } from "./service/owner-check.js";
import type { Passwords } from "./service/passwords.js";
import type { Reauthentication } from "./service/reauthentication.js";
import { createRecovery } from "./service/recovery.js";
import type { Codes } from "./service/second-factor/codes.js";
import type { Sessions } from "./service/sessions.js";
import type { SignIn } from "./service/sign-in.js";

/** What it stands on. */
export interface RecoveringParts extends AppParts {
  /** How long the access tokens of ended sessions could be used. */
  tokenLifetimeSeconds: number;
  models: AuthModels;
  passwords: Passwords;
  sessions: Sessions;
  signIn: Pick<SignIn, "requireLive">;
  attempts: Attempts;
  requireReauthentication: Reauthentication;
  codes: Codes;
  relay: OutboxRelay;
  audit: Audit;
}

/** Starts the mail queue; answers the use cases and, on a development machine, the route to its mailbox. */
export function startRecovering(config: Pick<AuthConfig, "mail" | "passwords">, parts: RecoveringParts) {
  const { models, passwords, sessions, signIn, attempts, relay, audit, bus, log, lifecycle } = parts;
  const [key = ""] = config.passwords.peppers.values();
  const { deliver, latest } = createDelivery(config.mail, log);
  const mail = startMailQueue(
    models.mails,
    createMailPreparation(models, config.mail, key, audit),
    deliver,
    log,
  );
  lifecycle.onStop(mail.stop);
  const requireOwner = createOwnerCheck(parts.requireReauthentication, parts.codes);
  const { requireLive } = signIn;
  const deletion = createDeletion({
    ...parts,
    mail,
    requireLive,
    requireOwner,
    tokenLifetimeSeconds: parts.tokenLifetimeSeconds + overlapSeconds,
  });
  bus.subscribe({
    subscriber: "auth",
    types: ["user.deleted"],
    delivery: "shared",
    handle: ({ subject }) => deletion.eraseTraces(subject),
  });
  const routes: Record<string, RequestHandler> =
    latest === null ? {} : { [mailboxPath]: (_request, response) => sendJson(response, 200, latest) };
  return {
    mail,
    deletion,
    recovery: createRecovery({ models, mail, passwords, sessions, attempts, audit }),
    addresses: createAddresses({
      models,
      mail,
      requireLive,
      requireOwner,
      relay,
      attempts,
      audit,
    }),
    routes,
  };
}
