/** The stages of a plan, in the format of MongoDB's explain. */
import type { Document } from "bson";
import type { Access } from "../queries/plan.js";
import type { Query } from "../queries/run-query.js";
import { isMultikey } from "../storage/collection-index.js";

function scanTree(access: Access): Document {
  if (access.stage === "COLLSCAN") return { stage: "COLLSCAN", direction: directionOf(access) };
  if (access.stage === "OR") return { stage: "OR", inputStages: access.branches.map(scanTree) };
  const { key, name } = access.index.definition;
  const direction = directionOf(access);
  return {
    stage: "IXSCAN",
    keyPattern: key,
    indexName: name,
    isMultiKey: isMultikey(access.index),
    direction,
  };
}

function directionOf(access: { backwards: boolean }): string {
  return access.backwards ? "backward" : "forward";
}

export function planTree({ access, collection, filter, sort, skip, limit }: Query): Document {
  if (!collection) return { stage: "EOF" };
  const scan = scanTree(access);
  let tree: Document =
    access.stage === "COLLSCAN" ? { ...scan, filter } : { stage: "FETCH", filter, inputStage: scan };
  if (!access.sorted && sort.length > 0)
    tree = { stage: "SORT", sortPattern: Object.fromEntries(sort), inputStage: tree };
  if (skip > 0) tree = { stage: "SKIP", skipAmount: skip, inputStage: tree };
  return limit > 0 ? { stage: "LIMIT", limitAmount: limit, inputStage: tree } : tree;
}
