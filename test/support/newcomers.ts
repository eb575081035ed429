/** People for tests that call every field: some calls end the caller's session, or the account. */
import { createClient } from "./client.js";
import type { TestSystem } from "./system.js";

export const callerKinds = ["anonymous", "user", "admin"] as const;
export type CallerKind = (typeof callerKinds)[number];

/** A caller; `id` is the account's, where there is one. */
export interface Person {
  id: string;
  token: string | undefined;
}

/** Creates a person with a task. */
export async function createNewcomer(system: TestSystem, kind: CallerKind): Promise<Person> {
  if (kind === "anonymous") return { id: "anonymous", token: undefined };
  const { id, accessToken } = await (kind === "user" ? system.registerUser() : system.registerAdmin());
  await createClient(system.urls.gateway, accessToken).data(
    'mutation { createTask(input: { title: "Mine" }) { id } }',
  );
  return { id, token: accessToken };
}

/** Returns the same person until that session has ended or is outdated, and then a new person. */
export async function createNewcomers(system: TestSystem, kind: CallerKind): Promise<() => Promise<Person>> {
  let person = await createNewcomer(system, kind);
  return async () => {
    const isGone =
      kind !== "anonymous" &&
      (await createClient(system.urls.gateway, person.token).codes("{ me { id } }")).length > 0;
    if (isGone) person = await createNewcomer(system, kind);
    return person;
  };
}
