/** Counts what the audit trail records: sign-ins by means and outcome, replays, second factors, lockouts. */
import { createBoundedLabel } from "../../../platform/telemetry/bounded-label.js";
import type { Telemetry } from "../../../platform/telemetry/telemetry.js";
import type { AuditType } from "./audit-types.js";
import type { AuditOutcome } from "./model.js";

/** Counts an act once its outcome is known. */
export type CountAct = (entry: { type: AuditType; reason?: string }, outcome: AuditOutcome) => void;

/** Reasons are fixed words and codes of errors. */
const mostReasons = 100;

/** Creates the counter. */
export function createActCounter({ meter, hasMetrics }: Telemetry): CountAct {
  if (!hasMetrics) return () => {};
  const acts = meter.createCounter("gatehouse.auth.acts", {
    unit: "{act}",
    description: "Acts that the audit trail records, by type, outcome and reason or means",
  });
  const reasonOf = createBoundedLabel(mostReasons);
  return ({ type, reason }, outcome) =>
    acts.add(1, {
      "gatehouse.act.type": type,
      "gatehouse.outcome": outcome,
      "gatehouse.act.reason": reasonOf(reason ?? "none"),
    });
}
