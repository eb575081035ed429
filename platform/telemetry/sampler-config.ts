/** The settings of sampling: which traces are recorded. */
import type { SettingsReader } from "../settings/settings-reader.js";
import { quoteSetting } from "../text/redact.js";

const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** Which traces are recorded. */
export interface SamplerConfig {
  /** For traces that begin here, and without `isParentBased` for all. */
  root: "always_on" | "always_off" | "traceidratio";
  /** The share of traces that `traceidratio` records, 0 to 1. */
  ratio: number;
  /** Does the caller's `traceparent` decide, where there is one? */
  isParentBased: boolean;
}

/** Reads OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG. */
export function readSampler(settings: SettingsReader): SamplerConfig {
  const { choice, optional } = settings.section("Telemetry");
  const name = choice("OTEL_TRACES_SAMPLER", "parentbased_always_on", samplers, {
    about:
      "Which traces are recorded. With `parentbased_…` the `traceparent` of the caller decides, where it sends one; without, it counts for nothing.",
  });
  const argument = optional("OTEL_TRACES_SAMPLER_ARG", {
    about: "The share of traces that `traceidratio` records, 0 to 1: `0.01` is one in a hundred.",
    otherwise: "`1`",
  });
  const ratio = Number(argument ?? 1);
  if (!/^\d*\.?\d+$/.test(argument ?? "1") || ratio > 1) {
    settings.complain(
      `OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1; it is ${quoteSetting(argument ?? "")}.`,
    );
  }
  const root = name.replace("parentbased_", "") as SamplerConfig["root"];
  return { root, ratio, isParentBased: name.startsWith("parentbased_") };
}
