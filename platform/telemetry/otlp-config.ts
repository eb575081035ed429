/** The settings of the export by OTLP: where to, in which form, with which headers. */
import type { SettingsReader } from "../settings/settings-reader.js";
import { rememberSecret } from "../text/redact.js";
import { KeyValuesProblem, parseKeyValues } from "./key-values.js";

const protocols = ["http/protobuf", "http/json"] as const;
const section = "Telemetry";
const signals = { traces: "spans", metrics: "metrics" };

/** How one signal leaves by OTLP. */
export interface OtlpTarget {
  /** The whole URL, with the path of the signal. */
  url: string;
  headers: Record<string, string>;
  protocol: (typeof protocols)[number];
}

/**
 * Reads OTEL_EXPORTER_OTLP_…; `isSet` says whether a variable names an endpoint for the signal.
 * See https://opentelemetry.io/docs/specs/otel/protocol/exporter/. The exporters of the SDK read the other variables of
 * that page themselves.
 */
export function readOtlpTargets(settings: SettingsReader) {
  const { choice } = settings.section(section);
  const base = settings.section(section).url("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", {
    path: true,
    about:
      "The collector to which spans and metrics are sent by OTLP over HTTP; setting it switches both on. `/v1/traces` and `/v1/metrics` are appended.",
    otherwise: "nothing is sent",
  });
  const headers = readHeaders(settings);
  const protocol = choice("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", protocols, {
    about: "The form of OTLP. (gRPC is not supported; collectors take HTTP on port 4318.)",
  });
  const readSignal = (signal: keyof typeof signals): OtlpTarget & { isSet: boolean } => {
    const name = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
    const url = settings.section(section).url(name, `${base}/v1/${signal}`, {
      path: true,
      about: `Where ${signals[signal]} are sent instead, as a whole URL; setting it switches them on.`,
      otherwise: `\`OTEL_EXPORTER_OTLP_ENDPOINT\` and \`/v1/${signal}\``,
    });
    return {
      url,
      headers,
      protocol,
      isSet: settings.isSet(name) || settings.isSet("OTEL_EXPORTER_OTLP_ENDPOINT"),
    };
  };
  return { traces: readSignal("traces"), metrics: readSignal("metrics") };
}

function readHeaders(settings: SettingsReader): Record<string, string> {
  const name = "OTEL_EXPORTER_OTLP_HEADERS";
  const text = settings.section(section).optionalSecret(name, {
    values: "`name=value`, with commas",
    about: "Headers of each export, such as the key of a vendor; values are percent-encoded.",
  });
  if (text === undefined) return {};
  rememberSecret(text);
  try {
    const headers = parseKeyValues(text);
    for (const value of Object.values(headers)) rememberSecret(value);
    return headers;
  } catch (error) {
    if (!(error instanceof KeyValuesProblem)) throw error;
    settings.complain(`${name} ${error.message}`);
    return {};
  }
}
