/**
 * The schemas of events: each type has one, the events of a real system follow them, and no other value is accepted.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  createEvent,
  type EventData,
  eventOriginOf,
  eventSchemaFolder,
  listEventTypes,
} from "../../platform/events/event.js";
import { InvalidEventError, readEvent } from "../../platform/events/schemas.js";
import { type DatabaseCalls, recordDatabaseCalls } from "../support/database-calls.js";
import { awaitMail, tokenIn } from "../support/mailbox.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const account: EventData["user.registered"] = {
  version: 1,
  username: "Ada",
  email: "ada@example.com",
  displayName: null,
  roles: ["USER"],
  enabled: true,
  createdAt: "2026-11-01T10:00:00.000Z",
};

/** An event as received, with some of its attributes replaced. */
const onTheWire = (changes: object = {}): unknown =>
  JSON.parse(
    JSON.stringify({ ...createEvent("auth", "user.registered", "a1", account), ...changes }),
  ) as unknown;

/** Returns why a value is refused, or null for an event. */
function refusal(value: unknown): InvalidEventError | null {
  try {
    readEvent(value);
    return null;
  } catch (error) {
    if (error instanceof InvalidEventError) return error;
    throw error;
  }
}

describe("the schemas of events", () => {
  it("are there for each type of event and for no other", () => {
    const described = readdirSync(eventSchemaFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "envelope")
      .map(({ name }) => name);
    expect(described.sort()).toEqual([...listEventTypes()].sort());
  });

  it("let in what is made here, also with the trace of a request", () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (const event of [
      createEvent("auth", "user.registered", "a1", account),
      createEvent("auth", "user.disabled", "a1", { ...account, enabled: false }, traceparent),
      createEvent("auth", "session.revoked", "s1", { accountId: "a1" }),
      createEvent("auth", "system.test", "t1", { message: "" }, traceparent),
      createEvent("user", "user.updated", "a1", { version: 2, displayName: "Ada L." }),
    ]) {
      expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    }
  });

  it("bind each type to the service that sends it; a trial may come from any", () => {
    const deletion = createEvent("user", "user.deleted", "a1", { version: 2 });
    expect(refusal(deletion)?.reason).toBe("source");
    expect(refusal({ ...deletion, source: "/gatehouse/auth" })).toBeNull();
    expect(refusal(createEvent("user", "system.test", "t1", { message: "" }))).toBeNull();
  });

  it("let fields and attributes be added by a newer sender", () => {
    expect(refusal(onTheWire({ tracestate: "a=b", data: { ...account, locale: "en" } }))).toBeNull();
  });

  it("name neither passwords nor tokens, and the e-mail address in account events only", () => {
    const withEmail: string[] = [];
    for (const type of [...listEventTypes(), "envelope"]) {
      const text = readFileSync(join(eventSchemaFolder, type, "1.json"), "utf8");
      const names = Object.keys((JSON.parse(text) as { properties: object }).properties);
      expect(names.filter((name) => /password|hash|secret|token|key/i.test(name))).toEqual([]);
      if (names.includes("email")) withEmail.push(type);
    }
    expect(withEmail.sort()).toEqual([
      "user.disabled",
      "user.email-changed",
      "user.enabled",
      "user.registered",
      "user.roles-changed",
    ]);
  });
});

describe("a value that is no event", () => {
  const secret = "hunter2-hunter2";
  const hostile: [string, unknown, InvalidEventError["reason"]][] = [
    ["null", null, "envelope"],
    ["a text", secret, "envelope"],
    ["a list", [onTheWire()], "envelope"],
    ["an empty object", {}, "envelope"],
    ["another version of CloudEvents", onTheWire({ specversion: "0.3" }), "envelope"],
    ["an id that is no text", onTheWire({ id: { $gt: "" } }), "envelope"],
    ["an empty id", onTheWire({ id: "" }), "envelope"],
    ["an endless subject", onTheWire({ subject: secret.repeat(100) }), "envelope"],
    ["a subject that is an operator", onTheWire({ subject: { $ne: secret } }), "envelope"],
    ["a time that never was", onTheWire({ time: "2026-02-30T00:00:00Z" }), "envelope"],
    ["a source that is no address", onTheWire({ source: `${secret} \\^` }), "envelope"],
    ["no schema", onTheWire({ dataschema: undefined }), "envelope"],
    ["a broken trace", onTheWire({ traceparent: secret }), "envelope"],
    ["data that is a text", onTheWire({ data: secret }), "envelope"],
    ["an unknown type", onTheWire({ type: "user.hunted" }), "unknown-type"],
    ["a type that every object has", onTheWire({ type: "a.constructor" }), "unknown-type"],
    ["the envelope's own name as type", onTheWire({ type: "envelope" }), "envelope"],
    ["a way out of the folder as type", onTheWire({ type: "../../package" }), "envelope"],
    [
      "a version to come",
      onTheWire({ dataschema: "https://gatehouse.local/events/user.registered/2" }),
      "unknown-version",
    ],
    [
      "the schema of another type",
      onTheWire({ dataschema: "https://gatehouse.local/events/session.revoked/1" }),
      "unknown-version",
    ],
    ["a schema elsewhere", onTheWire({ dataschema: `https://${secret}.example/1` }), "unknown-version"],
    ["a source that does not send the type", onTheWire({ source: "/gatehouse/user" }), "source"],
    ["a source that is none of ours", onTheWire({ source: "/gatehouse/auth/" }), "source"],
    [
      "a version beyond what can be told apart",
      onTheWire({ data: { ...account, version: 2 ** 53 } }),
      "data",
    ],
    ["data without a version", onTheWire({ data: { ...account, version: undefined } }), "data"],
    ["a version that is an operator", onTheWire({ data: { ...account, version: { $gt: 0 } } }), "data"],
    ["an e-mail address that is none", onTheWire({ data: { ...account, email: secret } }), "data"],
    ["a role that there is not", onTheWire({ data: { ...account, roles: [secret] } }), "data"],
    ["no roles", onTheWire({ data: { ...account, roles: [] } }), "data"],
    ["a disabled account that is enabled", onTheWire({ ...disabledSchema(), data: account }), "data"],
    [
      "fields by inheritance",
      JSON.parse(
        JSON.stringify(onTheWire({ data: {} })).replace(
          '"data":{}',
          `"data":{"__proto__":${JSON.stringify(account)}}`,
        ),
      ),
      "data",
    ],
  ];

  it.each(hostile)("is refused: %s", (_name, value, reason) => {
    expect(refusal(value)?.reason).toBe(reason);
  });

  it("is refused in words that hold none of it", () => {
    for (const [, value] of hostile) {
      expect(refusal(value)?.message).not.toMatch(/hunt|ada/i);
    }
  });

  it("is told by the place and the rule", () => {
    expect(refusal(onTheWire({ data: { ...account, roles: ["USER", "KING"] } }))?.message).toBe(
      "The event is not valid: data.roles.1 must be equal to one of the allowed values.",
    );
  });
});

function disabledSchema() {
  return { type: "user.disabled", dataschema: "https://gatehouse.local/events/user.disabled/1" };
}

describe("a running system", () => {
  let calls: DatabaseCalls;
  let system: TestSystem;
  beforeAll(async () => {
    // Every write is recorded, and with it every event.
    calls = recordDatabaseCalls();
    system = await startTestSystem();
  });
  afterAll(() => system.stop());

  it("sends nothing but what the schemas say, of every type of auth and user", async () => {
    const [admin, user] = [await system.registerAdmin(), await system.registerUser()];
    await user.data(`mutation { updateUser(id: "${user.id}", input: { displayName: null }) { id } }`);
    const newEmail = `new-${user.email}`;
    await user.data("mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) { accepted } }", {
      input: { currentPassword: user.password, newEmail },
    });
    const token = tokenIn(await awaitMail(system, newEmail, /Confirm/));
    await user.data("mutation ($token: String!) { verifyEmail(input: { token: $token }) { email } }", {
      token,
    });
    await admin.data(`mutation {
      setUserRoles(id: "${user.id}", roles: [USER, ADMIN]) { id }
      disableUser(id: "${user.id}") { id }
      enableUser(id: "${user.id}") { id }
      publishTestEvent(message: "Is this received?") { id }
    }`);
    const leaver = await system.registerUser();
    await leaver.data("mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }", {
      input: { currentPassword: leaver.password },
    });
    calls.stop();
    const events = calls.events();
    for (const event of events) expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    const ofThese = listEventTypes().filter((type) => ["auth", "user", null].includes(eventOriginOf(type)));
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(ofThese.sort());
  });
});
