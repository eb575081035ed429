/** Wires the mail queue together: what is in a mail, and how it leaves. */
import { mailboxPath } from "../../../platform/http/mailbox.js";
import { type RequestHandler, sendJson } from "../../../platform/http/server.js";
import type { AppParts } from "../../../platform/service-config.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import type { AuthConfig } from "../config.js";
import type { AuthModels } from "../model.js";
import { createMailLimits } from "./limits.js";
import { createMailPreparation } from "./prepare-mail.js";
import { type MailQueue, startMailQueue } from "./queue.js";
import { createDelivery } from "./transport.js";

/** What it stands on. */
type MailingParts = { models: AuthModels; attempts: Attempts; audit: Audit } & Omit<AppParts, "bus">;

/** Starts the queue; returns it and, on a development machine, the route to its mailbox. */
export function startMailing(
  { mail: config, passwords }: Pick<AuthConfig, "mail" | "passwords">,
  { models, attempts, audit, log, lifecycle }: MailingParts,
): { mail: MailQueue; mailboxRoutes: Record<string, RequestHandler> } {
  const [key = ""] = passwords.peppers.values();
  const { deliver, latest } = createDelivery(config, log);
  const mail = startMailQueue(models.mails, {
    prepare: createMailPreparation(models, config, key, audit),
    deliver,
    limits: createMailLimits(attempts, audit),
    log,
  });
  lifecycle.onStop(mail.stop);
  return {
    mail,
    mailboxRoutes:
      latest === null ? {} : { [mailboxPath]: (_request, response) => sendJson(response, 200, latest) },
  };
}
