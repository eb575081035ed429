/** The story of the tour: sign-in, tasks, sessions, and what an admin does. */
import { randomBytes } from "node:crypto";
import { type Check, mustBe } from "./check.js";
import { codesOf, type Stage } from "./stage.js";

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const password = "a fine passphrase for a router";
const newName = () => `router${randomBytes(5).toString("hex")}`;

const registration =
  "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id username } } }";
const login = (selection = "accessToken refreshToken") =>
  `mutation ($input: LoginInput!) { login(input: $input) { ${selection} } }`;
const refresh =
  "mutation ($token: String!) { refresh(input: { refreshToken: $token }) { accessToken refreshToken } }";

/** Registers an account by the router, and returns it with its tokens. */
async function registerBy({ data }: Stage, username = newName()) {
  const input = { username, email: `${username}@example.com`, password };
  const { register } = await data<{ register: Tokens & { user: { id: string } } }>(undefined, registration, {
    input,
  });
  return { ...register, id: register.user.id, username };
}

/** Creates a task and returns its id. */
async function createTask({ data }: Stage, token: string): Promise<string> {
  const { createTask: task } = await data<{ createTask: { id: string } }>(
    token,
    'mutation { createTask(input: { title: "Water the plants" }) { id } }',
  );
  return task.id;
}

/** The checks, in the order of the table. */
export const storyChecks: readonly Check[] = [
  {
    what: "`register`, `login` by name and by address, and `refresh` return tokens that are good",
    async run(stage) {
      const { username, refreshToken } = await registerBy(stage);
      const signIn = (identifier: string) =>
        stage.data<{ login: Tokens }>(undefined, login(), { input: { identifier, password } });
      const byName = await signIn(username);
      const byAddress = await signIn(`${username}@example.com`);
      const refreshed = await stage.data<{ refresh: Tokens }>(undefined, refresh, { token: refreshToken });
      for (const { accessToken } of [byName.login, byAddress.login, refreshed.refresh]) {
        mustBe(await stage.data(accessToken, "{ me { username } }"), { me: { username } });
      }
    },
  },
  {
    what: "An operation joins data of the three subgraphs: a task, its owner, the profile",
    async run(stage) {
      const { accessToken, username } = await registerBy(stage);
      await createTask(stage, accessToken);
      const found = await stage.data(
        accessToken,
        "{ tasks { totalCount nodes { title owner { username displayName email } } } }",
      );
      const owner = { username, displayName: username, email: `${username}@example.com` };
      const tasks = { totalCount: 1, nodes: [{ title: "Water the plants", owner }] };
      mustBe(found, { tasks });
    },
  },
  {
    what: "`enableTask` is for the owner and admins: another user gets NOT_FOUND, the assignee FORBIDDEN",
    async run(stage) {
      const [owner, assignee, other] = [
        await registerBy(stage),
        await registerBy(stage),
        await registerBy(stage),
      ];
      const id = await createTask(stage, owner.accessToken);
      await stage.data(
        owner.accessToken,
        "mutation ($id: ID!, $to: ID) { assignTask(id: $id, assigneeId: $to) { id } }",
        {
          id,
          to: assignee.id,
        },
      );
      await stage.data(owner.accessToken, "mutation ($id: ID!) { disableTask(id: $id) { id } }", { id });
      const enable = "mutation ($id: ID!) { enableTask(id: $id) { enabled } }";
      mustBe(codesOf(await stage.as(other.accessToken)(enable, { id })), ["NOT_FOUND"], "another user");
      mustBe(codesOf(await stage.as(assignee.accessToken)(enable, { id })), ["FORBIDDEN"], "the assignee");
      const enabled = { enableTask: { enabled: true } };
      mustBe(await stage.data(owner.accessToken, enable, { id }), enabled);
      const { accessToken } = await stage.system.registerAdmin();
      mustBe(await stage.data(accessToken, enable, { id }), enabled);
    },
  },
  {
    what: "A refresh token that is used again ends the session (TOKEN_REUSED)",
    async run(stage) {
      const { refreshToken } = await registerBy(stage);
      const as = stage.as(undefined, { headers: { "user-agent": "the owner" } });
      const first = await as<{ refresh: Tokens }>(refresh, { token: refreshToken });
      const next = first.data!.refresh.refreshToken;
      await as(refresh, { token: next });
      const thief = stage.as(undefined, { headers: { "user-agent": "a thief" } });
      mustBe(codesOf(await thief(refresh, { token: refreshToken })), ["TOKEN_REUSED"]);
    },
  },
  {
    what: "A client may send its expired access token along with `refresh`",
    async run(stage) {
      const { refreshToken, accessToken } = await registerBy(stage);
      const expired = stage.forge(accessToken).expired;
      const { data, ...answer } = await stage.as(expired)<{ refresh: Tokens }>(refresh, {
        token: refreshToken,
      });
      if (!data?.refresh) throw new Error(`${answer.status} ${codesOf(answer).join()}`);
    },
  },
  {
    what: "After `logout` the access token is refused at once",
    async run(stage) {
      const { accessToken } = await registerBy(stage);
      mustBe(await stage.data(accessToken, "mutation { logout { revokedSessions } }"), {
        logout: { revokedSessions: 1 },
      });
      mustBe(codesOf(await stage.as(accessToken)("{ me { id } }")), ["UNAUTHENTICATED"]);
    },
  },
  {
    what: "A ban (`disableUser`) refuses the user's access token and sign-in at once",
    async run(stage) {
      const user = await registerBy(stage);
      const admin = await stage.system.registerAdmin();
      const ban = "mutation ($id: ID!) { disableUser(id: $id) { enabled } }";
      mustBe(await stage.data(admin.accessToken, ban, { id: user.id }), { disableUser: { enabled: false } });
      mustBe(codesOf(await stage.as(user.accessToken)("{ me { id } }")), ["UNAUTHENTICATED"], "the token");
      const input = { identifier: user.username, password };
      mustBe(codesOf(await stage.as()(login(), { input })), ["INVALID_CREDENTIALS"], "the sign-in");
    },
  },
  {
    what: "An admin uses what `@requiresScopes` and `@policy` guard",
    async run(stage) {
      const { accessToken } = await stage.system.registerAdmin();
      await stage.data(accessToken, "{ systemStatus { service } auditEvents(first: 1) { nodes { type } } }");
      await stage.data(accessToken, 'mutation { publishTestEvent(message: "router") { id } }');
    },
  },
  {
    what: "Errors have the subgraph's code, message, path and fields",
    async run(stage) {
      const input = { username: "a", email: "b", password: "c" };
      const { errors } = await stage.as()(registration, { input });
      const [{ path, extensions = {} } = { path: [], extensions: {} }] = errors;
      mustBe([extensions.code, path, extensions.fields?.length], ["BAD_USER_INPUT", ["register"], 3]);
    },
  },
  {
    what: "Sessions show the client's address and user agent, as a proxy names the address",
    async run(stage) {
      const { username } = await registerBy(stage);
      const headers = { "user-agent": "a router's client", [stage.router.addressHeader]: "203.0.113.9" };
      const input = { identifier: username, password };
      const { data } = await stage.as(undefined, { headers })<{ login: Tokens }>(login(), { input });
      const found = await stage.data<{ sessions: object[] }>(
        data!.login.accessToken,
        "{ sessions { ipAddress userAgent } }",
      );
      mustBe(found.sessions[0], { ipAddress: "203.0.113.9", userAgent: "a router's client" });
    },
  },
  {
    what: "What is public of other subgraphs can be selected below a sign-in: `login { user { displayName } }`",
    async run(stage) {
      const { username } = await registerBy(stage);
      const input = { identifier: username, password };
      const found = await stage.data(undefined, login("user { displayName }"), { input });
      mustBe(found, { login: { user: { displayName: username } } });
    },
  },
  {
    what: "What is the account's own can be selected below a sign-in (`@signsIn`): `login { user { email } }`",
    async run(stage) {
      const { username } = await registerBy(stage);
      const input = { identifier: username, password };
      const found = await stage.data(undefined, login("user { email }"), { input });
      mustBe(found, { login: { user: { email: `${username}@example.com` } } });
    },
  },
  {
    what: "A page of the router's origin can have its refresh token in a cookie",
    async run(stage) {
      const { username } = await registerBy(stage);
      const headers = {
        "gatehouse-refresh-token": "cookie",
        origin: stage.url,
        "sec-fetch-site": "same-origin",
      };
      const input = { identifier: username, password };
      const { headers: received } = await stage.as(undefined, { headers })(login(), { input });
      mustBe(received.getSetCookie().length, 1, "cookies");
    },
  },
];
