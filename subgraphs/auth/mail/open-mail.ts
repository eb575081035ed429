/** Opens the mail queue. */
import type { AppParts } from "../../../platform/service/service-config.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import type { AuthModels } from "../model.js";
import type { MailConfig } from "./config.js";
import type { Prepare } from "./envelope.js";
import { createMailLimits } from "./limits.js";
import { createMailMeter } from "./mail-meter.js";
import type { MailKind } from "./model.js";
import type { MailParts } from "./prepare-mail.js";
import { type MailQueue, startMailQueue } from "./queue.js";
import { createDelivery } from "./transport.js";

type OpenParts = Pick<AppParts, "log" | "lifecycle" | "telemetry"> & {
  models: AuthModels;
  attempts: Attempts;
  audit: Audit;
  /** Keys the tokens in links; it is not in the database. */
  tokenKey: string;
};

/** Starts the queue; returns it and, where mail is kept and not sent, the newest mails. */
export function openMail(
  config: { mail: MailConfig },
  { models, audit, attempts, tokenKey, log, lifecycle, telemetry }: OpenParts,
  createKinds: (parts: MailParts) => Readonly<Record<MailKind, Prepare>>,
): { mail: MailQueue; latestMails: readonly object[] | null } {
  const kinds = createKinds({ models, audit, config, tokenKey });
  const { deliver, latest } = createDelivery(config.mail, log);
  const mail = startMailQueue(models.mails, {
    prepare: (record) => kinds[record.kind](record),
    deliver,
    limits: createMailLimits(attempts, audit),
    count: createMailMeter(models.mails, telemetry),
    log,
    telemetry,
  });
  lifecycle.onStop(mail.stop);
  return { mail, latestMails: latest };
}
