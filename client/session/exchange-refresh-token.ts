/** Sends the operation `refresh`. */
import { type ApolloClient, ApolloLink, CombinedGraphQLErrors, type Observable } from "@apollo/client";
import type { FormattedExecutionResult } from "graphql";
import { refreshMutation } from "../generated/operations.js";
import type { IssuedTokens } from "./refresher.js";

/** A refresh that takes longer has failed: other requests and tabs wait for it. */
const refreshTimeoutMilliseconds = 10_000;

/** Sends `refresh` past the links that wait for it. @throws CombinedGraphQLErrors; an error of the network. */
export async function exchangeRefreshToken(
  client: ApolloClient,
  link: ApolloLink,
  refreshToken: string,
): Promise<IssuedTokens> {
  const result = (await first(
    ApolloLink.execute(
      link,
      {
        // As the client transforms what it sends, so that it has the same hash.
        query: client.cache.transformDocument(refreshMutation),
        variables: { input: { refreshToken } },
        context: { fetchOptions: { signal: AbortSignal.timeout(refreshTimeoutMilliseconds) } },
      },
      { client },
    ),
  )) as FormattedExecutionResult<{ refresh: IssuedTokens }>;
  const { data, errors } = result;
  if (errors !== undefined || data == null) throw new CombinedGraphQLErrors(result);
  return data.refresh;
}

const first = <Value>(values: Observable<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    values.subscribe({ next: resolve, error: reject });
  });
