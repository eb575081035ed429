/** A published schema of an event may only grow by what its readers can leave aside. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { eventSchemaFolder } from "../../platform/events/event.js";
import { type EventSchema, findBreaks } from "../../schema/event-schema-breaks.js";
import { publishEventSchemas } from "../../schema/event-schemas.js";

const name = "user.registered/1";
const read = (folder: string, file: string) => readFileSync(join(folder, file), "utf8");
const published = JSON.parse(read(eventSchemaFolder, "published.json")) as Record<string, EventSchema>;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A copy of the project's schemas in which one file is changed. */
function copyWith(file: string, change: (schema: Changeable) => void, from = file): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-events-"));
  folders.push(folder);
  cpSync(eventSchemaFolder, folder, { recursive: true });
  const schema = JSON.parse(read(folder, from)) as Changeable;
  change(schema);
  writeFileSync(join(folder, file), JSON.stringify(schema));
  return folder;
}

/** A schema with every keyword that the changes below are about. */
type Changeable = EventSchema & { required: string[]; properties: Record<string, EventSchema> };

/** The parts of user.registered that are changed below. */
const field = ({ properties }: Changeable, of: string): EventSchema => properties[of] ?? {};

describe("the published schemas of events", () => {
  it("are those in the project", () => {
    expect(publishEventSchemas(eventSchemaFolder)).toBe(read(eventSchemaFolder, "published.json"));
  });

  const good: [string, (schema: Changeable) => void][] = [
    [
      "an optional field",
      (schema) => {
        schema.properties["locale"] = { type: "string", description: "What the user reads." };
      },
    ],
    [
      "an optional field that holds an object with fields of its own",
      (schema) => {
        const nested = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
        schema.properties["origin"] = nested as EventSchema;
      },
    ],
    [
      "other words of explanation",
      (schema) => {
        schema["description"] = "An account has joined.";
        field(schema, "email")["description"] = "Where to write to.";
        field(schema, "email")["examples"] = ["ada@example.com"];
      },
    ],
    [
      "another order",
      (schema) => {
        schema.required.reverse();
        schema.properties = Object.fromEntries(Object.entries(schema.properties).reverse());
      },
    ],
  ];
  it.each(good)("may get %s", (_name, change) => {
    const text = publishEventSchemas(copyWith(`${name}.json`, change));
    expect(findBreaks(published, JSON.parse(text) as Record<string, EventSchema>)).toEqual([]);
  });

  it("bind from then on also to what was added", () => {
    const folder = copyWith(`${name}.json`, ({ properties }) => {
      properties["title"] = { type: "string" };
    });
    writeFileSync(join(folder, "published.json"), publishEventSchemas(folder));
    cpSync(join(eventSchemaFolder, `${name}.json`), join(folder, `${name}.json`));
    expect(() => publishEventSchemas(folder)).toThrow("user.registered/1: title has been removed");
  });

  const bad: [string, (schema: Changeable) => void, string][] = [
    ["lose a field", ({ properties }) => delete properties["email"], "email has been removed"],
    [
      "get a required field",
      ({ properties, required }) => {
        properties["locale"] = { type: "string" };
        required.push("locale");
      },
      "required of the event's data has changed",
    ],
    ["make a field required", ({ required }) => required.push("nothing"), "required of the event's data"],
    ["make a required field optional", ({ required }) => required.shift(), "required of the event's data"],
    [
      "narrow a type",
      (schema) => {
        field(schema, "displayName")["type"] = "string";
      },
      "type of displayName has changed",
    ],
    [
      "widen a type",
      (schema) => {
        field(schema, "username")["type"] = ["string", "null"];
      },
      "type of username has changed",
    ],
    [
      "take a value out of an enumeration",
      (schema) => {
        (field(schema, "roles").items ?? {})["enum"] = ["USER"];
      },
      "enum of roles[] has changed",
    ],
    [
      "add a value to an enumeration that readers go through whole",
      (schema) => {
        (field(schema, "roles").items ?? {})["enum"] = ["USER", "ADMIN", "AUDITOR"];
      },
      "enum of roles[] has changed",
    ],
    [
      "forget what a list holds",
      (schema) => {
        delete field(schema, "roles").items;
      },
      "items of roles has changed",
    ],
    [
      "tighten a limit",
      (schema) => {
        field(schema, "email")["maxLength"] = 100;
      },
      "maxLength of email has changed",
    ],
    [
      "get a new condition",
      (schema) => {
        field(schema, "enabled")["const"] = true;
      },
      "const of enabled has changed",
    ],
    [
      "have a condition taken away",
      (schema) => {
        delete field(schema, "createdAt")["format"];
      },
      "format of createdAt has changed",
    ],
    [
      "refuse what a newer sender adds",
      (schema) => {
        schema["additionalProperties"] = false;
      },
      "additionalProperties would refuse",
    ],
    [
      "go by another name",
      (schema) => {
        schema["$id"] = "https://gatehouse.local/events/user.joined/1";
      },
      "$id must be https://gatehouse.local/events/user.registered/1",
    ],
    [
      "hold a misspelt rule",
      ({ properties }) => {
        properties["locale"] = { type: "string", maxLenght: 5 };
      },
      'unknown keyword: "maxLenght"',
    ],
  ];
  it.each(bad)("may not %s", (_name, change, message) => {
    const folder = copyWith(`${name}.json`, change);
    expect(() => publishEventSchemas(folder)).toThrow(message);
  });

  it("may not go", () => {
    const folder = copyWith(`${name}.json`, () => {});
    rmSync(join(folder, "user.deleted", "1.json"));
    expect(() => publishEventSchemas(folder)).toThrow("user.deleted/1: it is published and must stay.");
  });

  it("may be followed by a new version that is different in any way", () => {
    const folder = copyWith(
      "user.registered/2.json",
      (schema) => {
        schema["$id"] = "https://gatehouse.local/events/user.registered/2";
        delete schema.properties["email"];
        schema.required = ["version"];
      },
      `${name}.json`,
    );
    expect(JSON.parse(publishEventSchemas(folder))).toHaveProperty(
      ["user.registered/2", "required"],
      ["version"],
    );
  });

  it("hold for the attributes of all events, too", () => {
    const folder = copyWith("envelope/1.json", ({ required }) => required.push("traceparent"));
    expect(() => publishEventSchemas(folder)).toThrow("envelope/1: required of the event's data has changed");
  });
});
