/** The link that sends the access token, and repeats what was refused because the token had expired. */
import { ApolloLink, Observable } from "@apollo/client";
import type { OperationDefinitionNode, SelectionSetNode } from "graphql";
import type { AccessToken } from "../session/access-token.js";
import type { SessionControl } from "../session/session.js";
import { listErrors } from "./list-errors.js";

/**
 * How a request gets its token, in the context as `gatehouse`: `anonymous` sends none; `asIs` sends the one that is
 * there, without a refresh. The flows use this; without it, a request waits for a good token.
 */
export type RequestAccess = "anonymous" | "asIs";

/** Creates the link. */
export function authorizeRequests(session: SessionControl): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const how = operation.getContext()["gatehouse"] as RequestAccess | undefined;
    if (how === "anonymous") return forward(operation);
    const send = (access: AccessToken | null) => {
      operation.setContext(({ headers = {} }: { headers?: Record<string, string> }) => ({
        headers: access ? { ...headers, authorization: `Bearer ${access.token}` } : headers,
      }));
      return forward(operation);
    };
    if (how === "asIs") return send(session.access());
    return repeatRefused(operation, session, send);
  });
}

/** Sends with a good token. If it is refused as expired all the same, sends once more with its successor. */
function repeatRefused(
  operation: ApolloLink.Operation,
  session: SessionControl,
  send: (access: AccessToken | null) => Observable<ApolloLink.Result>,
): Observable<ApolloLink.Result> {
  return new Observable((observer) => {
    let inner: { unsubscribe(): void } | undefined;
    let isClosed = false;
    let isRepeated = false;
    const fail = (error: unknown) => {
      if (!isClosed) observer.error(error);
    };
    const attempt = async () => {
      const access = await session.accessForRequest();
      if (isClosed) return;
      let refused: ApolloLink.Result | undefined;
      inner = send(access).subscribe({
        next(result) {
          if (access && !isRepeated && isRefused(operation, result)) refused = result;
          else {
            // A subscription lives longer than a token, and may be repeated each time.
            isRepeated = false;
            observer.next(result);
          }
        },
        error: fail,
        complete() {
          if (refused === undefined) observer.complete();
          else repeat(access as AccessToken, refused).catch(fail);
        },
      });
    };
    const repeat = async (stale: AccessToken, refused: ApolloLink.Result) => {
      await session.replace(stale);
      if (isClosed) return;
      isRepeated = true;
      if (session.access() !== null) return attempt();
      observer.next(refused);
      observer.complete();
    };
    attempt().catch(fail);
    return () => {
      isClosed = true;
      inner?.unsubscribe();
    };
  });
}

/** The token was refused; UNAUTHENTICATED may also mean that the session has ended, which a refresh tells. */
const refusals = new Set<unknown>(["TOKEN_EXPIRED", "UNAUTHENTICATED"]);

/**
 * Was the operation refused for its token? A mutation only counts if each of its root fields was: such a field has an
 * error at its own path, and was refused before it was executed. Otherwise a repetition could do a thing twice.
 */
function isRefused({ query, operationType }: ApolloLink.Operation, result: ApolloLink.Result): boolean {
  const refused = listErrors(result).filter(({ extensions }) => refusals.has(extensions?.["code"]));
  if (operationType !== "mutation") return refused.length > 0;
  const roots = new Set(refused.flatMap(({ path = [] }) => (path.length === 1 ? [path[0]] : [])));
  return roots.size > 0 && listRootKeys(query).every((key) => roots.has(key));
}

/** The keys of an operation's root fields. A fragment at the root counts as one that no error names. */
function listRootKeys({ definitions }: ApolloLink.Operation["query"]): string[] {
  const { selectionSet } = definitions.find(
    (one): one is OperationDefinitionNode => one.kind === "OperationDefinition",
  ) as { selectionSet: SelectionSetNode };
  return selectionSet.selections.map((one) => (one.kind === "Field" ? (one.alias ?? one.name).value : "..."));
}
