/** Effective revocation (ASVS 5.0, 7.4; RFC 9700, 4.14.2): at once, everywhere, across restarts, and in every race. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type SubgraphApp, type SubgraphConfigs, subgraphApps } from "../../commands/subgraphs.js";
import { startGateway } from "../../gateway/app.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import type { ServiceUrls } from "../../schema/services.js";
import { type SubgraphName, serviceNames, subgraphNames } from "../../schema/services.js";
import { createClient, type GraphClient } from "../support/client.js";
import { silentLog } from "../support/environment.js";
import { createSparePlanners } from "../support/spare-planners.js";
import { startTestSystem, type TestSystem, type TestUser } from "../support/system.js";

const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }`;
const refresh = `mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken refreshToken } }`;
const disable = "mutation ($id: ID!) { disableUser(id: $id) { id } }";
const enable = "mutation ($id: ID!) { enableUser(id: $id) { id } }";
const setRoles = "mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id } }";
const logoutAll = "mutation { logoutAll { revokedSessions } }";
const changePassword = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken } }`;
const newPassword = "another fine passphrase of mine";
interface Pair {
  accessToken: string;
  refreshToken: string;
}
type Urls = ServiceUrls & { gateway: string };

let system: TestSystem;
let admin: TestUser;
beforeAll(async () => {
  system = await startTestSystem();
  admin = await system.registerAdmin();
});
afterAll(() => system.stop());

const signIn = async (user: TestUser): Promise<Pair> => {
  const input = { identifier: user.username, password: user.password };
  return (await system.anonymous.data<{ login: Pair }>(login, { input })).login;
};
const refreshCodes = (token: string) => system.anonymous.codes(refresh, { token });

/** The responses of the gateway and of each subgraph, called directly, to a token. */
async function everywhere(token: string, urls: Urls = system.urls): Promise<string[]> {
  const clients: [GraphClient, string][] = [
    [createClient(urls.gateway, token), "{ me { id } }"],
    ...subgraphNames.map((name): [GraphClient, string] => [
      createClient(urls[name], token, { [gatewaySecretHeader]: system.gatewaySecret }),
      "{ _entities(representations: []) { __typename } }",
    ]),
  ];
  const found = await Promise.all(clients.map(([client, query]) => client.codes(query)));
  return found.map((codes) => codes[0] ?? "good");
}
const good = serviceNames.map(() => "good");
const ended = serviceNames.map(() => "UNAUTHENTICATED");

/** Every way to revoke access of a user: the call, and the effect on its own and the other session. */
const ways: [
  name: string,
  (user: TestUser, other: Pair) => Promise<unknown>,
  own: string[],
  other: string[],
][] = [
  ["logout (ASVS 7.4.1)", (user) => user.data("mutation { logout { revokedSessions } }"), ended, good],
  ["logoutAll (ASVS 7.5.2)", (user) => user.data(logoutAll), ended, ended],
  [
    "revokeSession (ASVS 7.5.2)",
    async (user, other) => {
      const { sessions } = await createClient(system.urls.gateway, other.accessToken).data<{
        sessions: { id: string; current: boolean }[];
      }>("{ sessions { id current } }");
      const id = sessions.find(({ current }) => current)?.id;
      await user.data("mutation ($id: ID!) { revokeSession(id: $id) { revokedSessions } }", { id });
    },
    good,
    ended,
  ],
  [
    "changePassword (ASVS 7.4.3)",
    (user) => user.data(changePassword, { input: { currentPassword: user.password, newPassword } }),
    good,
    ended,
  ],
  ["disableUser (ASVS 7.4.2)", (user) => admin.data(disable, user), ended, ended],
  [
    "an admin's revokeSession (ASVS 7.4.5)",
    async (user) => {
      const { sessions } = await user.data<{ sessions: { id: string; current: boolean }[] }>(
        "{ sessions { id current } }",
      );
      const id = sessions.find(({ current }) => current)?.id;
      await admin.data("mutation ($id: ID!) { revokeSession(id: $id) { revokedSessions } }", { id });
    },
    ended,
    good,
  ],
  [
    "setUserRoles",
    (user) => admin.data(setRoles, { id: user.id, roles: ["USER", "ADMIN"] }),
    serviceNames.map(() => "TOKEN_EXPIRED"),
    serviceNames.map(() => "TOKEN_EXPIRED"),
  ],
];

describe("at the gateway and at every subgraph, at once", () => {
  it.each(ways)("%s refuses the access tokens concerned, and no other", async (_name, end, own, others) => {
    const [user, bystander] = [await system.registerUser(), await system.registerUser()];
    const other = await signIn(user);
    expect(await everywhere(user.accessToken)).toEqual(good);
    expect(await everywhere(other.accessToken)).toEqual(good);
    await end(user, other);
    expect(await everywhere(user.accessToken)).toEqual(own);
    expect(await everywhere(other.accessToken)).toEqual(others);
    expect(await everywhere(bystander.accessToken)).toEqual(good);
    if (own === ended) expect(await refreshCodes(user.refreshToken)).toEqual(["UNAUTHENTICATED"]);
    if (others === ended) expect(await refreshCodes(other.refreshToken)).toEqual(["UNAUTHENTICATED"]);
  });

  it("a refresh after setUserRoles brings a token that counts everywhere", async () => {
    const user = await system.registerUser();
    await admin.data(setRoles, { id: user.id, roles: ["USER", "ADMIN"] });
    const next = (await system.anonymous.data<{ refresh: Pair }>(refresh, { token: user.refreshToken }))
      .refresh;
    expect(await everywhere(next.accessToken)).toEqual(good);
    expect(
      await createClient(system.urls.gateway, next.accessToken).codes("{ systemStatus { service } }"),
    ).toEqual([]);
  });
});

describe("after a restart of any part", () => {
  it("nothing revoked comes alive: parts that have heard no event ask what went before", async () => {
    const held: [Pair, string[]][] = [];
    for (const [, end, own, others] of ways) {
      const user = await system.registerUser();
      const other = await signIn(user);
      await end(user, other);
      held.push([user, own], [other, others]);
    }
    // Each part is started again on the same databases, apart from the first, on a bus without any event yet.
    const stack = createCloserStack();
    const parts = () => ({
      bus: createInProcessBus(),
      log: silentLog(),
      lifecycle: stack,
      telemetry: noTelemetry,
      startPlanner: createSparePlanners(),
    });
    const { config } = system;
    try {
      const serviceUrls = { ...system.urls };
      const startAgain = async <Name extends SubgraphName>(name: Name): Promise<void> => {
        const app: SubgraphApp<SubgraphConfigs[Name]> = subgraphApps[name];
        serviceUrls[name] = await app.start({ ...config[name], serviceUrls }, parts());
      };
      for (const name of subgraphNames) await startAgain(name);
      const gateway = await startGateway({ ...config.gateway, serviceUrls }, parts());
      for (const [{ accessToken }, codes] of held) {
        expect(await everywhere(accessToken, { ...serviceUrls, gateway })).toEqual(codes);
      }
      // The gateway alone restarted, while the others run on.
      const alone = await startGateway({ ...config.gateway, serviceUrls: system.urls }, parts());
      for (const [{ accessToken }, codes] of held) {
        expect(await everywhere(accessToken, { ...system.urls, gateway: alone })).toEqual(codes);
      }
    } finally {
      await stack.stop();
    }
  });
});

describe("in a race", () => {
  /** Refreshes again and again until the session is over; returns every pair of tokens. */
  const refreshUntilOver = async ({ refreshToken }: Pair, failures: string[]): Promise<Pair[]> => {
    const pairs: Pair[] = [];
    for (let token = refreshToken; ; ) {
      const { data, errors } = await system.anonymous.send<{ refresh: Pair }>(refresh, { token });
      if (!data) {
        failures.push(...errors.map(({ extensions }) => extensions.code));
        return pairs;
      }
      pairs.push(data.refresh);
      token = data.refresh.refreshToken;
    }
  };

  it.each([
    ["logoutAll", (user: TestUser) => user.data(logoutAll)],
    ["disableUser", (user: TestUser) => admin.data(disable, user)],
    [
      "changePassword",
      (user: TestUser) =>
        user.data(changePassword, { input: { currentPassword: user.password, newPassword } }),
    ],
  ])(
    "of %s with running refreshes, no token that came of them is alive, and none counts as stolen",
    async (_name, end) => {
      const user = await system.registerUser();
      const others = await Promise.all(Array.from({ length: 4 }, () => signIn(user)));
      const failures: string[] = [];
      const running = others.map((pair) => refreshUntilOver(pair, failures));
      await end(user);
      const pairs = (await Promise.all(running)).flat();
      expect(failures).toEqual(Array(4).fill("UNAUTHENTICATED"));
      const last = pairs.slice(-20);
      for (const { accessToken, refreshToken } of last) {
        expect(await everywhere(accessToken)).toEqual(ended);
        expect(await refreshCodes(refreshToken)).toEqual(["UNAUTHENTICATED"]);
      }
    },
  );

  it.each([
    [
      "changePassword",
      (user: TestUser) =>
        user.data(changePassword, { input: { currentPassword: user.password, newPassword } }),
    ],
    ["disableUser", (user: TestUser) => admin.data(disable, user)],
  ])("of %s with sign-ins by the old password, no session that came of them is alive", async (_name, end) => {
    const user = await system.registerUser();
    const input = { identifier: user.username, password: user.password };
    const pairs: Pair[] = [];
    const signInUntilRefused = async (): Promise<void> => {
      for (;;) {
        const { data } = await system.anonymous.send<{ login: Pair }>(login, { input });
        if (!data) return;
        pairs.push(data.login);
      }
    };
    const running = Array.from({ length: 12 }, signInUntilRefused);
    while (pairs.length < 12) await new Promise(setImmediate);
    await end(user);
    await Promise.all(running);
    // Sessions that were ended while the account was disabled stay ended.
    await admin.data(enable, user);
    let alive = 0;
    for (const pair of pairs.slice(-40)) {
      if ((await refreshCodes(pair.refreshToken)).length === 0) alive += 1;
      else expect(await everywhere(pair.accessToken)).toEqual(ended);
    }
    expect(alive).toBe(0);
  });
});
