/** Matches approvals with findings. */
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../finding.js";
import { type Approval, isPast } from "./read-approvals.js";

/** A finding with what has been decided on it. */
export interface JudgedFinding extends Finding {
  /** It fails the check. */
  fails: boolean;
  approval?: Approval;
}

/** An approval that silences nothing. */
export interface IdleApproval extends Approval {
  fails: boolean;
  message: string;
}

/** What approvals are judged by. */
interface Circumstances {
  now: Date;
  /** The version in package.json. */
  version: string;
  /** Approvals that the base has already. The changes that they were for are merged; they approve no new one. */
  merged: readonly Approval[];
}

/**
 * Approves findings that need a person, by coordinate and kind. An approval fails when it is past its date, or when it
 * matches no such finding; one that the base has too is spent, which is told and fails only once it is past its date.
 */
export function applyApprovals(
  findings: readonly Finding[],
  isForPersons: (finding: Finding) => boolean,
  approvals: readonly Approval[],
  { now, version, merged }: Circumstances,
): { findings: JudgedFinding[]; idle: IdleApproval[] } {
  const past = new Set(approvals.filter((one) => isPast(one, now, version)));
  const spent = new Set(approvals.filter((one) => merged.some((other) => isDeepStrictEqual(one, other))));
  const valid = approvals.filter((one) => !past.has(one) && !spent.has(one));
  const byKey = new Map(valid.map((one) => [keyOf(one), one]));
  const used = new Set<Approval>();
  const judged = findings.map((finding): JudgedFinding => {
    if (!isForPersons(finding)) return { ...finding, fails: false };
    const approval = byKey.get(keyOf(finding));
    if (approval === undefined) return { ...finding, fails: true };
    used.add(approval);
    return { ...finding, fails: false, approval };
  });
  const idle = approvals.flatMap((approval): IdleApproval[] => {
    const { until } = approval;
    if (past.has(approval))
      return [{ ...approval, fails: true, message: `It was valid until ${until}: take it out.` }];
    if (spent.has(approval))
      return [{ ...approval, fails: false, message: "Its change is merged: take it out." }];
    const message = "It matches no finding: take it out, or correct its coordinate and kind.";
    return used.has(approval) ? [] : [{ ...approval, fails: true, message }];
  });
  return { findings: judged, idle };
}

const keyOf = ({ coordinate, kind }: { coordinate: string; kind: string }): string => `${kind} ${coordinate}`;
