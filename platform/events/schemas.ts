/** Reads an event from outside: what does not follow the schemas in schema/events/ gets no further. */
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
 * What is wrong with an event: its attributes, a type that this program does not know, a source that does not send
 * this type, a version of the type's data that this program does not know, or the data.
 */
export type InvalidEventReason = "envelope" | "unknown-type" | "source" | "unknown-version" | "data";

/** An event that cannot be read, now or later. The message names places and rules, and never a value. */
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
 * A compiler of these schemas that takes a misspelt keyword for an error. `trusted` schemas, which have been
 * checked, are not held against the rules of JSON Schema again: that would take most of the time.
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
 * The event that a parsed JSON value is. Attributes and data that the schemas do not mention are left alone, so
 * that a sender may add some.
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
  // JSON Schema takes 1e300 for an integer; beyond 2^53 two versions can no longer be told apart.
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
  // Both the path and the message are made of the schema's own words.
  throw new InvalidEventError(part, `The event is not valid: ${where} ${error?.message ?? "is wrong"}.`);
}

/** Compiled when an event of the type first comes: most programs meet few of them. */
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
