/** The registered operations that the REST routes run; operations/ has them for `npm run schema:check`. */
import { hashText } from "../operations/hash-text.js";
import type { Manifest, ManifestFile } from "../operations/manifest.js";

/** An operation and its id, the SHA-256 of its text. */
export interface RestOperation {
  name: string;
  type: "query" | "mutation";
  id: string;
  source: string;
}

function define(source: string): RestOperation {
  const [, type, name] = /^(query|mutation) (\w+)/.exec(source)!;
  return { type: type as RestOperation["type"], name: name!, id: hashText(source), source };
}

const signedIn = "accessToken expiresIn user { id username roles enabled }";
const user = "id username displayName roles enabled createdAt";
const task =
  "id title description status priority dueDate enabled version createdAt updatedAt owner { id username }";
const page = "pageInfo { hasNextPage endCursor }";

/** The operations by what they do. */
export const operations = {
  register: define(
    `mutation RestRegister($input: RegisterInput!) { register(input: $input) { ${signedIn} } }`,
  ),
  login: define(`mutation RestLogin($input: LoginInput!) { login(input: $input) { ${signedIn} } }`),
  loginWithCode: define(
    `mutation RestLoginWithCode($input: LoginWithCodeInput!) { loginWithCode(input: $input) { ${signedIn} } }`,
  ),
  profile: define(`query RestProfile { me { ${user} email } }`),
  users: define(
    `query RestUsers($first: Int!, $after: String) { users(first: $first, after: $after) { nodes { ${user} } ${page} } }`,
  ),
  user: define(`query RestUser($id: ID!) { user(id: $id) { ${user} } }`),
  updateUser: define(
    `mutation RestUpdateUser($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { ${user} } }`,
  ),
  enableUser: define(
    `mutation RestEnableUser($id: ID!) { enableUser(id: $id) { id username roles enabled } }`,
  ),
  disableUser: define(
    `mutation RestDisableUser($id: ID!) { disableUser(id: $id) { id username roles enabled } }`,
  ),
  tasks: define(
    `query RestTasks($first: Int!, $after: String) { tasks(first: $first, after: $after) { nodes { ${task} } ${page} } }`,
  ),
  task: define(`query RestTask($id: ID!) { task(id: $id) { ${task} } }`),
  createTask: define(
    `mutation RestCreateTask($input: CreateTaskInput!) { createTask(input: $input) { ${task} } }`,
  ),
  updateTask: define(
    `mutation RestUpdateTask($id: ID!, $input: UpdateTaskInput!, $enable: Boolean!, $disable: Boolean!, $update: Boolean!) { ` +
      `enableTask(id: $id) @include(if: $enable) { ${task} } disableTask(id: $id) @include(if: $disable) { ${task} } ` +
      `updateTask(id: $id, input: $input) @include(if: $update) { ${task} } }`,
  ),
  enableTask: define(`mutation RestEnableTask($id: ID!) { enableTask(id: $id) { ${task} } }`),
  disableTask: define(`mutation RestDisableTask($id: ID!) { disableTask(id: $id) { ${task} } }`),
  testDatabase: define(
    "query RestTestDatabase { systemStatus { service healthy databaseTime databaseLatencyMs } }",
  ),
  testEvent: define("mutation RestTestEvent { publishTestEvent { id type transport confirmed } }"),
} as const satisfies Record<string, RestOperation>;

/** Returns the manifest of these operations, for operations/. */
export function writeRestManifest(): string {
  const entries = Object.values(operations)
    .map(({ id, name, type, source }) => ({ id, name, type, body: source }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest: ManifestFile = {
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: entries,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Adds these operations to those that front ends have registered: with the facade they are registered. */
export function withRestOperations(manifest: Manifest | null): Manifest {
  const own = Object.values(operations);
  return {
    byId: new Map([
      ...(manifest?.byId ?? []),
      ...own.map(({ id, source }) => [id, { source, hash: id }] as const),
    ]),
    bodies: new Set([...(manifest?.bodies ?? []), ...own.map(({ source }) => source)]),
    names: new Set([...(manifest?.names ?? []), ...own.map(({ name }) => name)]),
    clients: manifest?.clients ?? new Set(),
  };
}
