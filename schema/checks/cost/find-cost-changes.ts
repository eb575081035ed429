/** The chapter on cost: registered operations that the limits of production refuse. */
import { validate } from "graphql";
import type { OperationLimits } from "../../../gateway/limits/config.js";
import type { Finding, OperationHit } from "../finding.js";
import type { ChapterInput, RegisteredOperation } from "../schema-version.js";
import { measureOperation, type OperationMeasure, readPricedGraph } from "./measure-operation.js";

/** A rise that is told although it stays within the limits: both by this factor, and by this much. */
const notable = { factor: 1.5, difference: 20 };

/**
 * Compares what each registered operation comes to in both versions. The coordinate of a finding is the operation's name;
 * equal findings of several releases are one.
 */
export function findCostChanges(
  { base, head, operations }: ChapterInput,
  limits: OperationLimits,
): Finding[] {
  const [before, after] = [readPricedGraph(base), readPricedGraph(head)];
  const found = new Map<string, Finding & { hits: OperationHit[] }>();
  for (const operation of operations) {
    const { client, release, name, document } = operation;
    const [was, is] = measureOperation(document, name, [before, after], limits);
    const isNew = () => base.supergraphSdl === null || validate(base.apiSchema, document).length > 0;
    const finding = tell(operation, was, is, isNew);
    if (finding === null) continue;
    const key = JSON.stringify(finding);
    const known = found.get(key) ?? { ...finding, hits: [] };
    known.hits.push({ client, release, operation: name });
    found.set(key, known);
  }
  return [...found.values()];
}

function tell(
  { name }: RegisteredOperation,
  was: OperationMeasure,
  is: OperationMeasure,
  isNew: () => boolean,
): Finding | null {
  const costs = {
    ...(was.cost !== null && { was: `cost ${was.cost}` }),
    ...(is.cost !== null && { is: `cost ${is.cost}` }),
  };
  const common = { chapter: "cost", coordinate: name } as const;
  if (is.refusal !== null) {
    const kind = is.refusal.code.toLowerCase().replaceAll("_", "-");
    const { message } = is.refusal;
    if (isNew())
      return {
        ...common,
        severity: "dangerous",
        kind,
        message: `${message} The operation is new.`,
        is: costs.is ?? "over",
      };
    return was.refusal === null
      ? { ...common, severity: "breaking", kind, message: `${message} It was within the limits.`, ...costs }
      : {
          ...common,
          severity: "dangerous",
          kind,
          message: `${message} It is refused today as well.`,
          ...costs,
        };
  }
  if (was.cost === null || is.cost === null) return null;
  const rise = is.cost - was.cost;
  if (rise < notable.difference || is.cost < was.cost * notable.factor) return null;
  const message = `It costs ${is.cost} instead of ${was.cost}, which is within the limits.`;
  return { ...common, severity: "safe", kind: "cost-risen", message, ...costs };
}
