/** The setting of the audit trail. */
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** How the audit trail is kept. */
export interface AuditConfig {
  /** An entry is deleted this many days after it was written. */
  retentionDays: number;
}

/** Reads AUDIT_RETENTION_DAYS. */
export function readAuditConfig(settings: SettingsReader): AuditConfig {
  const retentionDays = settings.section("Audit").integer("AUDIT_RETENTION_DAYS", 400, {
    min: 1,
    max: 3_650,
    about: "How long an entry of the audit trail is kept; a change holds for entries written after it.",
  });
  return { retentionDays };
}
