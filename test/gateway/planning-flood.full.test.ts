/**
 * Attackers send operations that take seconds to plan, on a gateway in a process of its own; a second client must not
 * notice.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createClient } from "../support/client.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startGatewayProcess } from "../support/gateway.js";
import type { ServiceProcess } from "../support/service-process.js";
import { dearOperation, startSharedFields } from "../support/shared-fields.js";
import { startTestSystem } from "../support/system.js";

const attackMilliseconds = 15_000;
/** On a busy machine the attack goes on until the others have been served so often; the test's limit ends it else. */
const enough = { known: 30, fresh: 5 };
const attackers = 6;

let subgraphs: FaultySubgraph[];
let gateway: ServiceProcess & { url: string };
beforeAll(async () => {
  subgraphs = await startSharedFields();
  gateway = await startGatewayProcess(subgraphs, {
    TRUSTED_PROXIES: "127.0.0.1",
    LIMIT_FIELDS: "5000",
    LIMIT_TOKENS: "20000",
    LIMIT_COST: "100000",
  });
});
afterAll(async () => {
  await gateway.stop("SIGKILL");
  await Promise.all(subgraphs.map((one) => one.stop()));
});

/** Sends one variation after another from one address: aliases, names, depth; returns the codes. */
async function attack(number: number, isOver: () => boolean): Promise<string[]> {
  const client = createClient(gateway.url, undefined, { "x-forwarded-for": `192.0.2.${number}` });
  const codes: string[] = [];
  for (let count = 0; !isOver(); count += 1) {
    const text = dearOperation(4 + (count % 2), `a${number}v${count}`);
    codes.push(...(await client.codes(count % 3 === 0 ? `query Q${count} ${text}` : text)));
  }
  return codes;
}

it("serves all other clients while it is attacked, with known operations and with new ones, and is well after", async () => {
  const client = createClient(gateway.url, undefined, { "x-forwarded-for": "198.51.100.1" });
  await client.data("{ me { a left right } }");
  const endsAt = performance.now() + attackMilliseconds;
  let known = 0;
  let fresh = 0;
  const isOver = () => performance.now() > endsAt && known > enough.known && fresh > enough.fresh;
  const attacks = Array.from({ length: attackers }, (_, number) => attack(number + 1, isOver));
  const askKnown = async () => {
    while (!isOver()) {
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect(await client.data("{ me { a left right } }")).toEqual({
        me: { a: "a of 1", left: "left of 1", right: "right of 1" },
      });
      known += 1;
    }
  };
  const askNew = async () => {
    while (!isOver()) {
      expect(await client.data(`{ n${fresh}: hello }`)).toEqual({ [`n${fresh}`]: "hello" });
      fresh += 1;
    }
  };
  await Promise.all([askKnown(), askNew()]);
  const codes = new Set((await Promise.all(attacks)).flat());
  // Attackers that paid for a minute's planning must wait.
  for (const code of codes)
    expect(["PLANNING_LIMIT_EXCEEDED", "RATE_LIMITED", "SERVICE_UNAVAILABLE"]).toContain(code);
  expect(await client.data("{ after: hello }")).toEqual({ after: "hello" });
});

it("refuses who cannot sign in, whatever is selected below, and serves who has", async () => {
  const system = await startTestSystem();
  try {
    const user = await system.registerUser();
    const fields = "username email roles enabled emailVerified lastLoginAt displayName bio";
    const below = (depth: number): string => {
      const inner = depth === 0 ? "tasks(first: 1) { nodes { id } }" : below(depth - 1);
      return `${fields} tasks(first: 1) { nodes { owner { ${fields} ${inner} } assignee { ${fields} ${inner} } } }`;
    };
    const signIns = [
      'refresh(input: { refreshToken: "x" })',
      'confirmRegistration(input: { token: "x" })',
      'loginWithPasskey(input: { response: "{}" })',
      'loginWithCode(input: { challenge: "x", code: "123456" })',
    ];
    let isOver = false;
    const attack = async (signIn: string) => {
      for (let count = 0; !isOver; count += 1) {
        const query = `mutation A${count} { x${count}: ${signIn} { user { ${below(count % 2)} } } }`;
        const { data, errors } = await system.anonymous.send(query);
        expect(data ?? null).toBeNull();
        expect(errors.map(({ path }) => path)).toEqual([[`x${count}`]]);
      }
    };
    const attacks = Promise.all(signIns.map(attack));
    for (let count = 0; count < 20; count += 1) {
      expect(await user.data(`{ me { n${count}: username displayName lastLoginAt } }`)).toMatchObject({
        me: { displayName: user.username },
      });
      expect((await fetch(`${system.urls.gateway}/health/live`)).status).toBe(200);
    }
    isOver = true;
    await attacks;
  } finally {
    await system.stop();
  }
});
