/** The audit trail as it is stored. */
import { type Model, Schema } from "mongoose";

/** The outcome of an act; `unknown` when the process died, or could not write, between the entry and the outcome. */
export type AuditOutcome = "success" | "failure" | "denied" | "unknown";

/** One entry. It holds ids and fixed words, and of the request only the client's address and user agent. */
export interface AuditRecord {
  _id: string;
  time: Date;
  type: string;
  outcome: AuditOutcome;
  /** The account that acts; null for a caller that is not signed in, and for an operator who runs a command. */
  actorId: string | null;
  /** The account that the act changes. */
  subjectId: string | null;
  /** The session that the act began or ended, else the one of the request. */
  sessionId: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  reason: string | null;
  /** Of the request, as in the logs. */
  requestId: string | null;
  /** The entry is deleted then. */
  expiresAt: Date;
}

export type AuditModel = Model<AuditRecord>;

/** The schema. It refuses every change of an entry except the outcome while that is unknown. */
export function createAuditSchema(): Schema<AuditRecord> {
  const entry = new Schema<AuditRecord>(
    {
      _id: { type: String, required: true },
      time: { type: Date, required: true },
      type: { type: String, required: true },
      outcome: { type: String, required: true },
      actorId: { type: String, default: null },
      subjectId: { type: String, default: null },
      sessionId: { type: String, default: null },
      ipAddress: { type: String, default: null },
      userAgent: { type: String, default: null },
      reason: { type: String, default: null },
      requestId: { type: String, default: null },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false },
  );
  // Newest first, and the same among the entries of one type, subject or actor.
  entry.index({ time: -1, _id: -1 });
  for (const field of ["type", "subjectId", "actorId"]) entry.index({ [field]: 1, time: -1, _id: -1 });
  entry.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

  const refuse = () => {
    throw new Error("The audit trail is only ever added to.");
  };
  entry.pre(["updateMany", "replaceOne", "findOneAndUpdate", "findOneAndReplace"], refuse);
  entry.pre(["deleteOne", "deleteMany", "findOneAndDelete"], { query: true, document: true }, refuse);
  entry.pre("updateOne", function () {
    if (this.getFilter()["outcome"] !== "unknown") refuse();
  });
  return entry;
}
