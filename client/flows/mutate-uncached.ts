/** Runs mutations whose results do not belong into the cache: tokens, secrets and codes. */
import type { ApolloClient, TypedDocumentNode } from "@apollo/client";
import type { RequestAccess } from "../links/authorize-requests.js";

/** Runs the mutation, and returns its data. @throws its errors. */
export async function mutateUncached<Data, Variables extends Record<string, unknown>>(
  client: ApolloClient,
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  access?: RequestAccess,
): Promise<Data> {
  const options = { mutation, variables, fetchPolicy: "no-cache", context: { gatehouse: access } };
  // Whether `variables` may be left out depends on a type that is known only to the caller.
  const { data } = await client.mutate(options as unknown as ApolloClient.MutateOptions<Data, Variables>);
  return data as Data;
}
