/** Creates the sampler that the settings name. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { SamplerConfig } from "./sampler-config.js";

/** Creates it. A parent-based sampler records what the caller's `traceparent` says is recorded. */
export function createSampler({ root, ratio, isParentBased }: SamplerConfig): Sampler {
  const sampler = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  }[root]();
  return isParentBased ? new ParentBasedSampler({ root: sampler }) : sampler;
}
