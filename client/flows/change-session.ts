/** Runs mutations that change or end the session on the server. */
import type { ApolloClient, TypedDocumentNode } from "@apollo/client";
import type { GatehouseClient } from "../create-client.js";
import { readError } from "../read-error.js";

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
  const options = {
    mutation,
    variables,
    fetchPolicy: "no-cache",
    // A refresh takes the lock that is held here.
    context: { gatehouse: "asIs" },
  } as unknown as ApolloClient.MutateOptions<Data, Variables>;
  const run = () =>
    session.exclusively(async () => {
      const { data } = await client.mutate<Data, Variables>(options);
      await apply(data as Data);
    });
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
