/**
 * `npm run example`: uses this graph with @apollo/client, as a front end does. Exits with a non-zero code at the first
 * unexpected result. Start the system first; GATEHOUSE_URL names another gateway than the local one.
 */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  ApolloClient,
  CombinedGraphQLErrors,
  type DocumentNode,
  gql,
  HttpLink,
  InMemoryCache,
} from "@apollo/client";
import { TOTP } from "otpauth";
import { createSettingsReader } from "../platform/settings/settings-reader.js";
import { readGatewayUrl } from "./gateway-url.js";

const url = readUrl();
const suffix = randomBytes(3).toString("hex");

function readUrl(): string {
  const settings = createSettingsReader(process.env);
  const gateway = readGatewayUrl(settings);
  try {
    settings.requireValid();
    return gateway;
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

interface Account {
  accessToken: string;
  refreshToken: string;
  user: { id: string; username: string };
}

/** Creates a front end's client, with the access token of its user; `device` names another user agent. */
function createFrontEnd(accessToken?: string, device?: string) {
  const headers = {
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    ...(device !== undefined && { "user-agent": device }),
  };
  return new ApolloClient({
    link: new HttpLink({ uri: `${url}/graphql`, headers }),
    cache: new InMemoryCache(),
    defaultOptions: { query: { fetchPolicy: "network-only" } },
  });
}
type FrontEnd = ReturnType<typeof createFrontEnd>;

async function mutate<Data>(client: FrontEnd, mutation: DocumentNode, variables: object = {}): Promise<Data> {
  return (await client.mutate({ mutation, variables })).data as Data;
}

/** Runs an attempt that must be refused, and checks the code of the error; returns the error's extensions. */
async function refused(code: string, attempt: () => Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await attempt();
  } catch (error) {
    if (!CombinedGraphQLErrors.is(error)) throw error;
    const [first] = error.errors;
    expect(
      first?.extensions?.["code"] === code,
      `a refusal with ${code}, not ${JSON.stringify(error.errors)}`,
    );
    tell(`  refused, as it should be: ${code} — ${first?.message}`);
    return first?.extensions ?? {};
  }
  throw new Error(`Expected ${code}, but it was allowed.`);
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected ${what}.`);
}

function tell(line: string): void {
  console.log(line);
}

const register = gql`
  mutation Register($input: RegisterInput!) {
    register(input: $input) { accessToken refreshToken user { id username displayName } }
  }
`;
const login = gql`
  mutation Login($input: LoginInput!) {
    login(input: $input) { accessToken refreshToken user { id username displayName } }
  }
`;
const createTask = gql`
  mutation CreateTask($input: CreateTaskInput!) {
    createTask(input: $input) { id title enabled version }
  }
`;
const enableTask = gql`mutation EnableTask($id: ID!) { enableTask(id: $id) { id enabled } }`;
const disableTask = gql`mutation DisableTask($id: ID!) { disableTask(id: $id) { id enabled } }`;
const assignTask = gql`
  mutation AssignTask($id: ID!, $assigneeId: ID) { assignTask(id: $id, assigneeId: $assigneeId) { id } }
`;
const declineTask = gql`mutation DeclineTask($id: ID!) { declineTask(id: $id) { id assignee { id } } }`;
const listTasks = gql`
  query Tasks($first: Int, $after: String, $filter: TaskFilter) {
    tasks(first: $first, after: $after, filter: $filter, orderBy: { field: CREATED_AT, direction: ASC }) {
      edges { node { title priority owner { username } assignee { username } } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
`;
const refresh = gql`
  mutation Refresh($input: RefreshInput!) { refresh(input: $input) { accessToken refreshToken } }
`;
const requestEmailVerification = gql`
  mutation RequestEmailVerification { requestEmailVerification { accepted } }
`;
const verifyEmail = gql`
  mutation VerifyEmail($input: VerifyEmailInput!) { verifyEmail(input: $input) { email } }
`;
const enrolTotp = gql`
  mutation Enrol($input: EnrolTotpInput!) { enrolTotp(input: $input) { secret uri } }
`;
const confirmTotp = gql`
  mutation Confirm($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }
`;
const loginWithCode = gql`
  mutation LoginWithCode($input: LoginWithCodeInput!) {
    loginWithCode(input: $input) { accessToken refreshToken user { id username displayName } }
  }
`;
const requestPasswordReset = gql`
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }
`;
const resetPassword = gql`
  mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }
`;
const exportMyData = gql`
  query ExportMyData {
    exportMyData {
      exportedAt
      sessions { createdAt endedAt ipAddress userAgent }
      activity(first: 50) { edges { node { time type outcome } } }
      user { username email displayName bio tasks(first: 50) { edges { node { title } } } }
    }
  }
`;
const deleteAccount = gql`
  mutation DeleteAccount($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }
`;
const logout = gql`mutation Logout { logout { revokedSessions } }`;
const me = gql`query Me { me { id username } }`;

interface TaskList {
  tasks: {
    edges: { node: { title: string; owner: { username: string }; assignee: { username: string } | null } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
    totalCount: number;
  };
}

const systemStatus = gql`
  query Status {
    systemStatus { service healthy eventTransport eventsConnected eventsWaiting }
  }
`;
const publishTestEvent = gql`
  mutation Probe {
    publishTestEvent(message: "hello") { type transport confirmed }
  }
`;
const disableUser = gql`
  mutation Disable($id: ID!) {
    disableUser(id: $id) { id enabled }
  }
`;
const directory = gql`
  query Directory($id: ID!) {
    user(id: $id) { username displayName enabled }
  }
`;

/** Creates an admin as an operator does; returns false where this machine does not have the system's database. */
function createAdmin(username: string, password: string): boolean {
  const command = fileURLToPath(new URL("../commands/create-admin.js", import.meta.url));
  const args = [command, "--username", username, "--email", `${username}@example.com`];
  return spawnSync(process.execPath, args, { input: password }).status === 0;
}

/** Fields for admins: the state of the system, a test event, a ban that takes effect everywhere. */
async function adminChapter(bob: Account, bobsClient: FrontEnd): Promise<void> {
  const [username, password] = [`admin-${suffix}`, `tour of ${suffix} by an admin`];
  if (!createAdmin(username, password))
    return tell("(No admin can be made from here: that chapter is left out.)");
  const input = { identifier: username, password };
  const { login: admin } = await mutate<{ login: Account }>(createFrontEnd(), login, { input });
  const client = createFrontEnd(admin.accessToken);
  const { data } = await client.query<{
    systemStatus: { service: string; healthy: boolean; eventTransport: string }[];
  }>({ query: systemStatus });
  for (const { service, healthy, eventTransport } of data?.systemStatus ?? []) {
    expect(healthy, `${service} to be well`);
    tell(`  ${service} is well; its events go ${eventTransport}`);
  }
  const { publishTestEvent: receipt } = await mutate<{
    publishTestEvent: { transport: string; confirmed: boolean };
  }>(client, publishTestEvent);
  expect(receipt.confirmed, "the test event to be confirmed");
  tell(`A test event has gone the whole way, ${receipt.transport}.`);

  await mutate(client, disableUser, { id: bob.user.id });
  let enabled = true;
  for (const giveUpAt = Date.now() + 5_000; enabled && Date.now() < giveUpAt; ) {
    const { data: copy } = await client.query<{ user: { enabled: boolean } }>({
      query: directory,
      variables: { id: bob.user.id },
    });
    enabled = copy?.user.enabled ?? true;
  }
  expect(!enabled, "the user subgraph's copy to follow");
  tell("Bob has been disabled, and the directory's copy of him says so. His token:");
  await refused("UNAUTHENTICATED", () => bobsClient.query({ query: me }));
}

/** A thief has copied a refresh token: its second use is detected, and ends the session for both. */
async function stolenTokenChapter(input: { identifier: string; password: string }): Promise<void> {
  const { login: session } = await mutate<{ login: Account }>(createFrontEnd(), login, { input });
  const spend = (refreshToken: string, device?: string) =>
    mutate<{ refresh: Omit<Account, "user"> }>(createFrontEnd(undefined, device), refresh, {
      input: { refreshToken },
    });
  const { refresh: stolen } = await spend(session.refreshToken, "a thief's device");
  tell("A thief has refreshed with a copy of Bob's token. Bob's own device refreshes with it, too:");
  await refused("TOKEN_REUSED", () => spend(session.refreshToken));
  tell("So the session has been ended, the thief's as well:");
  await refused("UNAUTHENTICATED", () => spend(stolen.refreshToken, "a thief's device"));
  await refused("UNAUTHENTICATED", () => createFrontEnd(stolen.accessToken).query({ query: me }));
}

/** An authenticator app as second factor: the password alone no longer signs in. */
async function secondFactorChapter(
  client: FrontEnd,
  input: { identifier: string; password: string },
): Promise<void> {
  tell("Ada wants an authenticator app. Her e-mail address comes first:");
  await refused("EMAIL_NOT_VERIFIED", () =>
    mutate(client, enrolTotp, { input: { currentPassword: input.password } }),
  );
  await mutate(client, requestEmailVerification);
  const token = await readToken(`${input.identifier}@example.com`);
  if (token === null) return tell("(Mail is sent from here: the rest of that chapter is left out.)");
  await mutate(client, verifyEmail, { input: { token } });
  tell("She has confirmed it by the link in the mail.");
  const { enrolTotp: app } = await mutate<{ enrolTotp: { secret: string } }>(client, enrolTotp, {
    input: { currentPassword: input.password },
  });
  const generator = new TOTP({ secret: app.secret });
  const code = generator.generate();
  const { confirmTotp: confirmed } = await mutate<{ confirmTotp: { recoveryCodes: string[] } }>(
    client,
    confirmTotp,
    { input: { code } },
  );
  expect(confirmed.recoveryCodes.length === 10, "ten recovery codes");
  tell("Ada has set up an authenticator app, and put her recovery codes into a drawer. Her password alone:");
  const { challenge } = await refused("MFA_REQUIRED", () => mutate(createFrontEnd(), login, { input }));
  tell("With a code that she has used before, and then with the next one:");
  const complete = (shown: string) =>
    mutate<{ loginWithCode: Account }>(createFrontEnd(), loginWithCode, {
      input: { challenge, code: shown },
    });
  await refused("INVALID_CREDENTIALS", () => complete(code));
  const next = generator.generate({ timestamp: Date.now() + generator.period * 1000 });
  const { loginWithCode: session } = await complete(next);
  expect(session.user.username === `ada-${suffix}`, "Ada to be signed in");
  tell("She is in.");
}

/** Returns the token in the newest mail to an address, from the mailbox of a development machine; null where mail is sent. */
async function readToken(address: string): Promise<string | null> {
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; ) {
    const response = await fetch(`${url}/mailbox`, { headers: { accept: "application/json" } });
    if (!response.ok) return null;
    const mails = (await response.json()) as { to: string; text: string }[];
    const token = /#token=(\S+)/.exec(mails.find(({ to }) => to === address)?.text ?? "")?.[1];
    if (token !== undefined) return token;
    await delay(50);
  }
  throw new Error(`Expected a mail to ${address}.`);
}

/** Carol resets her password by mail, exports her data and deletes her account. */
async function farewellChapter(): Promise<void> {
  const anonymous = createFrontEnd();
  const username = `carol-${suffix}`;
  const [email, forgotten, chosen] = [
    `${username}@example.com`,
    `tour of ${suffix} by Carol`,
    `tour of ${suffix} by Carol, again`,
  ];
  const { register: carol } = await mutate<{ register: Account }>(anonymous, register, {
    input: { username, email, password: forgotten },
  });
  for (const identifier of [`unknown-${suffix}`, username]) {
    await mutate(anonymous, requestPasswordReset, { input: { identifier } });
  }
  tell("Carol has forgotten her password and asks for a link. For an unknown name the response is the same.");
  const token = await readToken(email);
  if (token === null) return tell("(Mail is sent from here: the rest of that chapter is left out.)");
  await mutate(anonymous, resetPassword, { input: { token, newPassword: chosen } });
  tell("She has chosen another by the link in the mail, once. The link again, and her old session:");
  await refused("BAD_USER_INPUT", () =>
    mutate(anonymous, resetPassword, { input: { token, newPassword: forgotten } }),
  );
  await refused("UNAUTHENTICATED", () => createFrontEnd(carol.accessToken).query({ query: me }));

  const input = { identifier: email, password: chosen };
  const { login: session } = await mutate<{ login: Account }>(anonymous, login, { input });
  const client = createFrontEnd(session.accessToken);
  const { data } = await client.query<{
    exportMyData: { activity: { edges: { node: { type: string } }[] }; sessions: object[] };
  }>({ query: exportMyData });
  const types = data?.exportMyData.activity.edges.map(({ node }) => node.type) ?? [];
  expect(types.includes("password.reset"), "the reset to be in what is held about her");
  tell(
    `She takes her data: ${data?.exportMyData.sessions.length} sessions, and of late ${types[0]}, ${types[1]}.`,
  );
  await mutate(client, deleteAccount, { input: { currentPassword: chosen } });
  tell("And she has deleted her account. Her token, and her password:");
  await refused("UNAUTHENTICATED", () => client.query({ query: me }));
  await refused("INVALID_CREDENTIALS", () => mutate(anonymous, login, { input }));
}

async function tour(): Promise<void> {
  const anonymous = createFrontEnd();
  const password = { ada: `tour of ${suffix} by Ada`, bob: `tour of ${suffix} by Bob` };
  for (const name of ["ada", "bob"] as const) {
    const username = `${name}-${suffix}`;
    const input = {
      username,
      email: `${username}@example.com`,
      password: password[name],
      displayName: name.toUpperCase(),
    };
    const { register: account } = await mutate<{ register: Account }>(anonymous, register, { input });
    tell(`${account.user.username} has registered.`);
  }
  await refused("UNAUTHENTICATED", () => anonymous.query({ query: me }));

  const signIn = async (name: "ada" | "bob"): Promise<Account> => {
    const input = { identifier: `${name}-${suffix}@EXAMPLE.com`, password: password[name] };
    return (await mutate<{ login: Account }>(anonymous, login, { input })).login;
  };
  await refused("INVALID_CREDENTIALS", () =>
    mutate(anonymous, login, { input: { identifier: `ada-${suffix}`, password: "not the password" } }),
  );
  const ada = await signIn("ada");
  const bob = await signIn("bob");
  const [adasClient, bobsClient] = [createFrontEnd(ada.accessToken), createFrontEnd(bob.accessToken)];
  tell("Both have signed in, by e-mail address in another case.");

  const tasks: { id: string }[] = [];
  for (const title of ["Plan the garden", "Buy seeds", "Water the beds"]) {
    const input = { title, priority: title === "Buy seeds" ? "HIGH" : "NORMAL", dueDate: "2027-03-01" };
    tasks.push((await mutate<{ createTask: { id: string } }>(adasClient, createTask, { input })).createTask);
  }
  const [task] = tasks;
  tell(`Ada has created ${tasks.length} tasks.`);
  await refused("BAD_USER_INPUT", () =>
    mutate(adasClient, createTask, { input: { title: "Rest", dueDate: "2027-02-30" } }),
  );

  await mutate(adasClient, disableTask, task);
  tell("Ada has disabled the first. Bob may not even see it, and tries to enable it:");
  await refused("NOT_FOUND", () => mutate(bobsClient, enableTask, task));
  await mutate(adasClient, assignTask, { id: task?.id, assigneeId: bob.user.id });
  tell("Ada gives it to Bob. Now he sees it, and tries again:");
  await refused("FORBIDDEN", () => mutate(bobsClient, enableTask, task));
  const enabled = await mutate<{ enableTask: { enabled: boolean } }>(adasClient, enableTask, task);
  expect(enabled.enableTask.enabled, "Ada's task to be enabled");
  tell("Ada enables it herself.");

  const bobs = (await bobsClient.query<TaskList>({ query: listTasks })).data?.tasks;
  expect(
    bobs?.totalCount === 1 && bobs.edges[0]?.node.owner.username === ada.user.username,
    "Bob to see the one task he was given",
  );
  tell(
    `Bob sees the task that he was given: "${bobs?.edges[0]?.node.title}", owned by ${bobs?.edges[0]?.node.owner.username}.`,
  );

  const [other] = tasks.slice(1);
  await mutate(adasClient, assignTask, { id: other?.id, assigneeId: bob.user.id });
  await mutate(bobsClient, declineTask, other);
  await refused("NOT_FOUND", () => mutate(bobsClient, declineTask, other));
  tell("Ada gives Bob another one. He declines it, and it is hers alone again.");

  const titles: string[] = [];
  let after: string | null = null;
  do {
    const page: TaskList | undefined = (
      await adasClient.query<TaskList>({ query: listTasks, variables: { first: 2, after } })
    ).data;
    if (page === undefined) throw new Error("Expected a page of tasks.");
    for (const { node } of page.tasks.edges) {
      const { title, owner, assignee } = node;
      titles.push(title);
      tell(`  ${title} — owner ${owner.username}, assignee ${assignee?.username ?? "none"}`);
    }
    after = page.tasks.pageInfo.hasNextPage ? page.tasks.pageInfo.endCursor : null;
  } while (after !== null);
  expect(titles.length === 3 && new Set(titles).size === 3, "three tasks on two pages, each once");
  const urgent = (
    await adasClient.query<TaskList>({ query: listTasks, variables: { filter: { priority: "HIGH" } } })
  ).data?.tasks;
  expect(
    urgent?.totalCount === 1 && urgent.edges[0]?.node.title === "Buy seeds",
    "the filter to find the one of high priority",
  );
  tell("Paging and filters hold across the subgraphs.");

  const { refresh: renewed } = await mutate<{ refresh: Omit<Account, "user"> }>(anonymous, refresh, {
    input: { refreshToken: ada.refreshToken },
  });
  expect(renewed.refreshToken !== ada.refreshToken, "a new refresh token");
  const adasRenewed = createFrontEnd(renewed.accessToken);
  const { data: self } = await adasRenewed.query<{ me: { username: string } }>({ query: me });
  expect(self?.me.username === ada.user.username, "the new token to be Ada's");
  tell("Ada has refreshed her token.");

  await stolenTokenChapter({ identifier: bob.user.username, password: password.bob });
  await secondFactorChapter(adasRenewed, { identifier: ada.user.username, password: password.ada });

  await mutate(adasRenewed, logout);
  tell("Ada has signed out. Her tokens are worth nothing now:");
  await refused("UNAUTHENTICATED", () => adasRenewed.query({ query: me }));
  await refused("UNAUTHENTICATED", () =>
    mutate(anonymous, refresh, { input: { refreshToken: renewed.refreshToken } }),
  );
  await farewellChapter();
  await adminChapter(bob, bobsClient);
  tell("That is the whole story.");
}

try {
  await tour();
} catch (error) {
  const refusedConnection = (error as { cause?: { code?: string } }).cause?.code === "ECONNREFUSED";
  console.error(
    refusedConnection ? `Nothing answers at ${url}; run \`npm start\` in another terminal first.` : error,
  );
  process.exitCode = 1;
}
