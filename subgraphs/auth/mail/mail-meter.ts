/** Measures mails: what becomes of each attempt, and how many are stored. */
import type { Telemetry } from "../../../platform/telemetry/telemetry.js";
import type { MailKind, MailModel } from "./model.js";

/** The outcome of one attempt to send a mail. */
export type MailOutcome = "sent" | "nothing" | "postponed" | "failed" | "given up";

/** Counts an attempt to send a mail. */
export type CountMail = (kind: MailKind, outcome: MailOutcome) => void;

/** Creates the counter, and reports the stored mails at each collection. */
export function createMailMeter(
  mails: Pick<MailModel, "estimatedDocumentCount">,
  { meter, hasMetrics }: Telemetry,
): CountMail {
  if (!hasMetrics) return () => {};
  const attempts = meter.createCounter("gatehouse.mail.attempts", {
    unit: "{attempt}",
    description: "Attempts to send a mail, by kind and outcome",
  });
  meter
    .createObservableGauge("gatehouse.mail.stored", {
      unit: "{mail}",
      description: "Mails that are not sent yet",
    })
    .addCallback(async (result) => {
      // Without the database nothing is known of them.
      const stored = await mails.estimatedDocumentCount().catch(() => null);
      if (stored !== null) result.observe(stored);
    });
  return (kind, outcome) => attempts.add(1, { "gatehouse.mail.kind": kind, "gatehouse.outcome": outcome });
}
