/** The context of one request to the sample thing subgraph. */
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/read-context.js";
import { requireClaims } from "../../platform/identity/caller.js";
import { findSampleThings } from "./service/find-sample-things.js";
import type { SampleThingParts } from "./service/parts.js";
import type { SampleThing } from "./service/sample-thing.js";

/** What the resolvers and rules work with. */
export interface SampleThingContext extends SubgraphContext {
  parts: SampleThingParts;
  /** Sample things by id that the caller may see, read in batches. */
  sampleThingById: DataLoader<string, SampleThing | null>;
}

/** Adds the parts of the use cases, and the loader, to a request's context. */
export function createSampleThingContext(base: SubgraphContext, parts: SampleThingParts): SampleThingContext {
  return {
    ...base,
    parts,
    sampleThingById: new DataLoader((ids) => findSampleThings(parts, ids, requireClaims(base.caller))),
  };
}
