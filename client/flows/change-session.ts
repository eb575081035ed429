/** Runs mutations that change or end the session on the server. */
import type { TypedDocumentNode } from "@apollo/client";
import type { GatehouseClient } from "../create-client.js";
import { readError } from "../read-error.js";
import { mutateUncached } from "./mutate-uncached.js";

/**
 * Runs the mutation while no tab refreshes: a refresh at the same time would use a token that the mutation ends. `apply`
 * takes the result over before another tab goes on. @throws the mutation's errors.
 */
export async function changeSession<Data, Variables extends Record<string, unknown>>(
  client: GatehouseClient,
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  apply: (data: Data) => Promise<void>,
): Promise<void> {
  const { session } = client;
  // As it is: a refresh takes the lock that is held here.
  const run = () =>
    session.exclusively(async () => apply(await mutateUncached(client, mutation, variables, "asIs")));
  const access = await session.accessForRequest();
  try {
    await run();
  } catch (thrown) {
    const { code } = readError(thrown);
    if (access === null || (code !== "TOKEN_EXPIRED" && code !== "UNAUTHENTICATED")) throw thrown;
    // The refresh finds out whether there is still a session, for all tabs.
    await session.replace(access);
    if (session.state.status !== "signedIn") throw thrown;
    await run();
  }
}
