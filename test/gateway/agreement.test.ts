/**
 * The gateway by the directives and the subgraphs by their rules deny the same fields to the same callers: every field
 * is called.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema, parse } from "graphql";
import { startGateway } from "../../gateway/app.js";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import { projectRoot } from "../../platform/project-root.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { subgraphNames } from "../../schema/services.js";
import { createClient } from "../support/client.js";
import { silentLog } from "../support/environment.js";
import { callerKinds, createNewcomer, createNewcomers, type Person } from "../support/newcomers.js";
import { createSparePlanners } from "../support/spare-planners.js";
import { startTestSystem, type TestSystem } from "../support/system.js";
import { mutationsOfEveryField, queriesOfEveryType } from "../support/whole-schema.js";

const read = (name: string) => readFileSync(join(projectRoot, "schema", name), "utf8");
const schema = buildSchema(read("api.graphql"));
const policies = readPolicyTable(parse(read("supergraph.graphql")));
const refusals = new Set(["UNAUTHENTICATED", "FORBIDDEN"]);

let system: TestSystem;
/** A gateway over the same subgraphs that leaves authorization to their rules. */
let bareUrl: string;
const stack = createCloserStack();
/** Fetches that reached a subgraph since `count` was called. */
let fetches = 0;
const onFetch = (message: unknown) => {
  const { request } = message as { request: { method: string; path: string; origin: string } };
  const isFetch = request.method === "POST" && request.path === "/graphql";
  if (isFetch && subgraphNames.some((name) => system.urls[name] === request.origin)) fetches += 1;
};

beforeAll(async () => {
  system = await startTestSystem();
  stack.onStop(system.stop);
  bareUrl = await startGateway(
    { ...system.config.gateway, authorization: false, serviceUrls: system.urls },
    {
      bus: createInProcessBus(),
      log: silentLog(),
      lifecycle: stack,
      telemetry: noTelemetry,
      startPlanner: createSparePlanners(),
    },
  );
  subscribe("undici:request:create", onFetch);
  stack.onStop(() => void unsubscribe("undici:request:create", onFetch));
});
afterAll(() => stack.stop());

/** The refusals of a gateway, as `CODE at.path`, and the number of its fetches. */
async function ask(url: string, token: string | undefined, operation: string) {
  fetches = 0;
  const { errors } = await createClient(url, token).send(operation);
  const told = errors.filter(({ extensions }) => refusals.has(extensions.code));
  return {
    refused: told.map(({ extensions, path }) => `${extensions.code} ${path?.join(".")}`).sort(),
    fetches,
    invalid: errors.filter(({ extensions }) => /GRAPHQL|LIMIT_EXCEEDED/.test(extensions.code)),
  };
}

describe.each(callerKinds)("to %s", (caller) => {
  it("every query is refused by the directives as by the rules, at the same places", async () => {
    const { id, token } = await createNewcomer(system, caller);
    for (const { name, operation } of queriesOfEveryType(schema, id)) {
      const byRules = await ask(bareUrl, token, operation);
      const byDirectives = await ask(system.urls.gateway, token, operation);
      expect({ name, refused: byDirectives.refused }).toEqual({ name, refused: byRules.refused });
      expect({ name, invalid: [...byRules.invalid, ...byDirectives.invalid] }).toEqual({ name, invalid: [] });
      const isRefused = byDirectives.refused.some((one) => /^\w+ \w+$/.test(one));
      if (isRefused) expect({ name, fetches: byDirectives.fetches }).toEqual({ name, fetches: 0 });
    }
  });

  it("every mutation is refused by the directives as by the rules, and then without a request", async () => {
    const asBare = await createNewcomers(system, caller);
    const asServed = await createNewcomers(system, caller);
    for (const { name } of mutationsOfEveryField(schema, "")) {
      const call = async (url: string, { id, token }: Person) =>
        ask(url, token, mutationsOfEveryField(schema, id).find((one) => one.name === name)!.operation);
      const byRules = await call(bareUrl, await asBare());
      const byDirectives = await call(system.urls.gateway, await asServed());
      expect({ name, refused: byDirectives.refused }).toEqual({ name, refused: byRules.refused });
      expect({ name, invalid: byRules.invalid }).toEqual({ name, invalid: [] });
      // A public field may refuse its input, and an admin may be refused one account: their own.
      const isForSome = policies.ofField("Mutation", name) !== null && caller !== "admin";
      const isRefused = byDirectives.refused.length > 0 && isForSome;
      expect({ name, asked: [byRules.fetches > 0, byDirectives.fetches > 0] }).toEqual({
        name,
        asked: [true, !isRefused],
      });
    }
  });
});

describe("an operation that signs a caller in", () => {
  const create = 'createTask(input: { title: "After" }) { owner { username } }';
  const login = (directive = "") =>
    `login(input: $input) ${directive} { user { email tasks { totalCount } } }`;
  const run = async (body: string, { username, password }: { username: string; password: string }) => {
    fetches = 0;
    const { data, errors } = await system.anonymous.send(`mutation ($input: LoginInput!) { ${body} }`, {
      input: { identifier: username, password },
    });
    const told = errors.map(({ extensions, path }) => `${extensions.code} ${path?.join(".")}`);
    return { data, errors: told, fetches };
  };

  it("has the rest, below and behind it, done as that person", async () => {
    const user = await system.registerUser();
    expect(await run(`${login()} ${create}`, user)).toMatchObject({
      data: {
        login: { user: { email: user.email, tasks: { totalCount: 0 } } },
        createTask: { owner: { username: user.username } },
      },
      errors: [],
    });
  });

  it("is refused what stands before it, and what stands behind one that may not be carried out", async () => {
    const user = await system.registerUser();
    for (const body of [`${create} ${login()}`, `${login("@skip(if: true)")} ${create}`]) {
      const before = await run(body, user);
      expect(before).toEqual({ data: null, errors: ["UNAUTHENTICATED createTask"], fetches: 0 });
    }
  });

  it("executes nothing for any caller when it fails", async () => {
    const user = await system.registerUser();
    const { data, errors } = await run(`${login()} ${create}`, { ...user, password: "wrong" });
    expect(data).toBeNull();
    expect(errors[0]).toBe("INVALID_CREDENTIALS login");
    expect(await user.data("{ tasks { totalCount } }")).toEqual({ tasks: { totalCount: 0 } });
  });
});

it("selects every field that there is", () => {
  const selected = new Set(
    [...queriesOfEveryType(schema, ""), ...mutationsOfEveryField(schema, "")].flatMap(({ fields }) => fields),
  );
  const all = Object.values(schema.getTypeMap()).flatMap((type) =>
    "getFields" in type && "getInterfaces" in type && !type.name.startsWith("__")
      ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
      : [],
  );
  expect(all.filter((field) => !selected.has(field))).toEqual([]);
});
