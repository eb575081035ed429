/** Reads the lists of OpenTelemetry's variables. */

/** Thrown for a text that is no such list; the message ends a sentence, and holds no part of the text. */
export class KeyValuesProblem extends Error {}

/**
 * Returns the entries of `key=value,key2=value2`, in which both may be percent-encoded
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables).
 * @throws KeyValuesProblem
 */
export function parseKeyValues(text: string): Record<string, string> {
  const entries = text.split(",").map((entry) => entry.trim());
  return Object.fromEntries(entries.filter((entry) => entry !== "").map(parseEntry));
}

function parseEntry(entry: string): [key: string, value: string] {
  const equals = entry.indexOf("=");
  if (equals < 1) throw new KeyValuesProblem("must be a list of key=value with commas between them.");
  try {
    return [
      decodeURIComponent(entry.slice(0, equals).trim()),
      decodeURIComponent(entry.slice(equals + 1).trim()),
    ];
  } catch {
    throw new KeyValuesProblem("has a % that begins no percent-encoded character; write %25 for %.");
  }
}
