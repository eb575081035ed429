/** Reads an event from outside the process; refuses one that does not follow the schemas in schema/events/. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import {
  dataSchemaOf,
  type Event,
  eventOriginOf,
  eventSchemaFolder,
  eventSourceOf,
  eventVersionOf,
  isEventType,
} from "./event.js";

/**
 * The invalid part of an event: its attributes, an unknown type, a source that does not send this type, an unknown
 * version of the type's data, or the data.
 */
export type InvalidEventReason = "envelope" | "unknown-type" | "source" | "unknown-version" | "data";

/** An event that can never be read. The message names places and rules, and never a value. */
export class InvalidEventError extends Error {
  constructor(
    readonly reason: InvalidEventReason,
    message: string,
  ) {
    super(message);
    this.name = "InvalidEventError";
  }
}

/** The version of the envelope that is sent and read. */
export const envelopeVersion = 1;

/**
 * Creates a compiler that reports misspelt keywords as errors. `trusted` schemas have been checked before, and are not
 * validated against JSON Schema again, which would take most of the time.
 */
export function createSchemaCompiler({ trusted = false } = {}): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    logger: false,
    meta: !trusted,
    validateSchema: !trusted,
  });
  addFormats.default(ajv);
  return ajv;
}

const compiled = new Map<string, ValidateFunction>();
let compiler: Ajv2020 | undefined;

/**
 * Returns the event in a parsed JSON value. Ignores attributes and data that the schemas do not mention, so that a
 * sender may add some.
 * @throws InvalidEventError
 */
export function readEvent(value: unknown): Event {
  requireValid(value, "envelope", "envelope", envelopeVersion);
  const event = value as Event;
  if (!isEventType(event.type)) {
    throw new InvalidEventError("unknown-type", "The event's type is not known here.");
  }
  const version = eventVersionOf(event.type);
  const sender = eventOriginOf(event.type);
  if (sender !== null && event.source !== eventSourceOf(sender)) {
    throw new InvalidEventError("source", `The event's source is not the one that sends ${event.type}.`);
  }
  if (event.dataschema !== dataSchemaOf(event.type, version)) {
    throw new InvalidEventError(
      "unknown-version",
      `The event's dataschema is not version ${version} of ${event.type}, which is the one known here.`,
    );
  }
  requireValid(event.data, "data", event.type, version);
  // JSON Schema accepts 1e300 as an integer; above 2^53 two versions can no longer be distinguished.
  if ("version" in event.data && !Number.isSafeInteger(event.data.version)) {
    throw new InvalidEventError("data", "The event is not valid: data.version is too large.");
  }
  return event;
}

function requireValid(value: unknown, part: "envelope" | "data", name: string, version: number): void {
  const validate = validatorOf(name, version);
  if (validate(value)) return;
  const [error] = validate.errors ?? [];
  const where = `${part}${error?.instancePath.replaceAll("/", ".") ?? ""}`;
  // Path and message consist of words of the schema.
  throw new InvalidEventError(part, `The event is not valid: ${where} ${error?.message ?? "is wrong"}.`);
}

/** Compiles at the first event of the type: most programs receive few types. */
function validatorOf(name: string, version: number): ValidateFunction {
  const path = join(name, `${version}.json`);
  let validate = compiled.get(path);
  if (validate === undefined) {
    compiler ??= createSchemaCompiler({ trusted: true });
    validate = compiler.compile(JSON.parse(readFileSync(join(eventSchemaFolder, path), "utf8")));
    compiled.set(path, validate);
  }
  return validate;
}
