/** No service trusts a token before it knows every revocation: with events, without them, and with auth away. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Pool } from "undici";
import type { EventBus } from "../../platform/events/bus.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import { createEvent } from "../../platform/events/event.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import type { Claims } from "../../platform/identity/claims.js";
import {
  createCatchUp,
  createRevocationQuestion,
  revocationsPath,
} from "../../platform/identity/complete-revocations.js";
import { createRevocations, type RevocationSnapshot } from "../../platform/identity/revocations.js";
import { silentLog } from "../support/environment.js";
import { startTestSystem } from "../support/system.js";

let snapshot: RevocationSnapshot;
let status: number;
let questions: string[];
const auth = createServer((request, response) => {
  questions.push(String(request.headers[gatewaySecretHeader]));
  response.writeHead(status).end(JSON.stringify(snapshot));
});
let pool: Pool;

beforeAll(async () => {
  await new Promise<void>((resolve) => auth.listen(0, "127.0.0.1", resolve));
  pool = new Pool(`http://127.0.0.1:${(auth.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await pool.destroy();
  await new Promise((resolve) => auth.close(resolve));
});
beforeEach(() => {
  snapshot = { sessionIds: ["ended"], accounts: [] };
  status = 200;
  questions = [];
});

const user = { sessionId: "ended", subject: "ada", roles: ["USER"] } as unknown as Claims;
const admin = { ...user, roles: ["USER", "ADMIN"] } as Claims;

/** A bus whose connection the test controls. */
function createSwitch(connected: boolean) {
  let listener = (_connected: boolean) => {};
  const state = { connected };
  const bus: EventBus = {
    ...createInProcessBus(),
    isConnected: () => state.connected,
    onConnectionChange: (listen) => {
      listener = listen;
    },
  };
  const change = (now: boolean) => {
    state.connected = now;
    listener(now);
  };
  return { bus, change };
}

function create(bus: EventBus) {
  const revocations = createRevocations(300);
  return {
    revocations,
    catchUp: createCatchUp(createRevocationQuestion(pool, "the secret"), bus, revocations, silentLog()),
  };
}

describe("a service that has just started", () => {
  it("asks auth once, with the secret, and knows what was revoked before", async () => {
    const { catchUp, revocations } = create(createSwitch(true).bus);
    await Promise.all([catchUp(user), catchUp(user), catchUp(admin)]);
    await catchUp(user);
    expect(questions).toEqual(["the secret"]);
    expect(revocations.check(user)).toBe("ended");
  });

  it("trusts no token while auth has never responded", async () => {
    status = 500;
    const { catchUp } = create(createSwitch(true).bus);
    for (const claims of [user, admin]) {
      await expect(catchUp(claims)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    }
  });
});

describe("a service that events do not reach", () => {
  it("asks again once what it knows is a second old, so that a ban bites all the same", async () => {
    const { catchUp, revocations } = create(createSwitch(false).bus);
    snapshot.sessionIds = [];
    await catchUp(user);
    expect(revocations.check(user)).toBeNull();
    snapshot.sessionIds = ["ended"];
    const deadline = Date.now() + 5_000;
    while (revocations.check(user) === null && Date.now() < deadline) await catchUp(user);
    expect(revocations.check(user)).toBe("ended");
    expect(questions).toHaveLength(2);
  });

  it("refuses an admin once auth is away too, and serves others on what it knew", async () => {
    const { catchUp } = create(createSwitch(false).bus);
    await catchUp(user);
    status = 500;
    const deadline = Date.now() + 5_000;
    let refused = false;
    while (!refused && Date.now() < deadline)
      refused = await catchUp(admin).then(
        () => false,
        () => true,
      );
    expect(refused).toBe(true);
    await expect(catchUp(user)).resolves.toBeUndefined();
  });
});

describe("a service that gets a forged event", () => {
  const accountOf = (version: number, enabled: boolean) => ({
    version,
    username: "Ada",
    email: "ada@example.com",
    displayName: null,
    roles: ["USER" as const],
    enabled,
    createdAt: "2026-11-01T10:00:00.000Z",
  });
  const caller = { ...user, sessionId: "alive", issuedAt: Date.now() / 1000 } as Claims;
  const state = (version: number, enabled: boolean) => ({
    id: "ada",
    version,
    enabled,
    roles: ["USER" as const],
  });

  it("asks auth when a later event contradicts it, so that it hides no ban", async () => {
    const { catchUp, revocations } = create(createSwitch(true).bus);
    await catchUp(caller);
    revocations.apply(createEvent("auth", "user.enabled", "ada", accountOf(2 ** 53 - 1, true)));
    await catchUp(caller);
    expect(revocations.check(caller)).toBeNull();
    expect(questions).toHaveLength(1);
    snapshot.accounts = [state(7, false)];
    revocations.apply(createEvent("auth", "user.disabled", "ada", accountOf(7, false)));
    await catchUp(caller);
    expect(questions).toHaveLength(2);
    expect(revocations.check(caller)).toBe("ended");
    await catchUp(caller);
    expect(questions).toHaveLength(2);
  });

  it("refuses at once whom it names, until auth is asked the next time", async () => {
    const { bus, change } = createSwitch(true);
    const { catchUp, revocations } = create(bus);
    await catchUp(caller);
    revocations.apply(createEvent("auth", "user.disabled", "ada", accountOf(2 ** 53 - 1, false)));
    revocations.apply(createEvent("auth", "session.revoked", "alive", { accountId: "ada" }));
    await catchUp(caller);
    expect(revocations.check(caller)).toBe("ended");
    change(true);
    await catchUp(caller);
    expect(revocations.check(caller)).toBeNull();
  });

  it("keeps the events that arrive while auth responds", async () => {
    const { revocations } = create(createSwitch(true).bus);
    const mark = revocations.mark();
    revocations.apply(createEvent("auth", "user.disabled", "ada", accountOf(8, false)));
    revocations.load({ sessionIds: [], accounts: [state(7, true)] }, mark);
    expect(revocations.check(caller)).toBe("ended");
  });
});

describe("a service whose connection was cut", () => {
  it("catches up before it trusts another token", async () => {
    const { bus, change } = createSwitch(true);
    const { catchUp, revocations } = create(bus);
    snapshot.sessionIds = [];
    await catchUp(user);
    change(false);
    snapshot.sessionIds = ["ended"];
    change(true);
    await catchUp(user);
    expect(revocations.check(user)).toBe("ended");
    const asked = questions.length;
    await catchUp(user);
    expect(questions).toHaveLength(asked);
  });
});

describe("auth", () => {
  it("tells only holders of the secret which sessions and accounts changed", async () => {
    const system = await startTestSystem();
    try {
      const [gone, banned, administrator] = [
        await system.registerUser(),
        await system.registerUser(),
        await system.registerAdmin(),
      ];
      await gone.data("mutation { logout { revokedSessions } }");
      await administrator.data("mutation ($id: ID!) { disableUser(id: $id) { id } }", banned);
      const ask = (secret: string) =>
        fetch(`${system.urls.auth}${revocationsPath}`, { headers: { [gatewaySecretHeader]: secret } });
      expect((await ask("guess")).status).toBe(403);
      const answer = (await (await ask(system.gatewaySecret)).json()) as RevocationSnapshot;
      expect(answer.sessionIds).toHaveLength(2);
      expect(answer.accounts).toContainEqual({ id: banned.id, version: 2, enabled: false, roles: ["USER"] });
    } finally {
      await system.stop();
    }
  });
});
