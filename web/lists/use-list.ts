/** A list of the graph that is read page by page, joined in the cache by relayStylePagination, and asked for again. */
import type { TypedDocumentNode } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import { type GatehouseError, readError } from "@gatehouse/client";
import { useCallback, useMemo, useRef, useState } from "react";
import { client } from "../session/client.js";
import { changeCount } from "./changes.js";
import { usePolling } from "./use-polling.js";

/** A list as the graph has it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
  readonly totalCountIsExact?: boolean;
}

/** What is known of a list. */
export interface List<Node> {
  /** The entries read so far; undefined until the first page is here. */
  nodes: readonly Node[] | undefined;
  /** How many entries there are on all pages, with a sign for "or more"; undefined if that is not known. */
  total: { count: number; isExact: boolean } | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** Why the last request failed: `nodes` may be older than it seems. */
  error: GatehouseError | null;
  loadMore: () => void;
  /** Reads every page again that is here. */
  reload: () => Promise<void>;
}

interface Paging {
  first: number;
  after?: string | null | undefined;
}

interface Options {
  /** The milliseconds between two requests while the page is visible. */
  pollMilliseconds: number;
}

const pageSize = 20;
/** The most entries that the graph gives in one page. */
const largestPage = 100;

/** Reads the list in the field `name` of a query. `variables` are the query's own, without those of paging. */
export function useList<Data, Variables extends Paging, Name extends keyof Data & string>(
  query: TypedDocumentNode<Data, Variables>,
  name: Name,
  variables: Omit<Variables, keyof Paging>,
  { pollMilliseconds }: Options,
): List<NodeOf<Data[Name]>> {
  type Node = NodeOf<Data[Name]>;
  const key = JSON.stringify(variables);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal variables are the same
  const own = useMemo(() => ({ ...variables, first: pageSize }) as unknown as Variables, [key]);
  const { data, error, fetchMore } = useQuery(query, {
    variables: own as never,
    fetchPolicy: "cache-and-network",
    nextFetchPolicy: "cache-first",
  });
  const [failure, setFailure] = useState<{ key: string; error: GatehouseError } | null>(null);
  const [isLoadingMore, setLoadingMore] = useState(false);
  const connection = (data as Data | undefined)?.[name] as unknown as Connection<Node> | undefined;
  const nodes = useMemo(() => connection && unique(connection.edges), [connection]);

  const latest = useRef({ connection, key });
  latest.current = { connection, key };

  const reload = useCallback(async () => {
    const before = changeCount();
    try {
      const wanted = latest.current.connection?.edges.length ?? 0;
      const fresh = await readPages(query, name, own, wanted);
      // What was asked for before a change, or for another filter, says nothing about now.
      if (latest.current.key !== key || changeCount() !== before) return;
      client.writeQuery({ query, variables: own as never, data: fresh as never });
      setFailure(null);
    } catch (thrown) {
      const read = readError(thrown);
      if (read.code !== "CANCELLED") setFailure({ key, error: read });
    }
  }, [query, name, own, key]);
  usePolling(reload, pollMilliseconds);

  const loadMore = useCallback(() => {
    const after = latest.current.connection?.pageInfo.endCursor;
    if (!after) return;
    setLoadingMore(true);
    fetchMore({ variables: { after } as never })
      .then(() => setFailure(null))
      .catch((thrown: unknown) => setFailure({ key, error: readError(thrown) }))
      .finally(() => setLoadingMore(false));
  }, [fetchMore, key]);

  const ownFailure = failure?.key === key ? failure.error : null;
  return {
    nodes,
    total:
      connection?.totalCount === undefined
        ? undefined
        : { count: connection.totalCount, isExact: connection.totalCountIsExact ?? true },
    hasMore: connection?.pageInfo.hasNextPage ?? false,
    isLoadingMore,
    error: ownFailure ?? (error && connection === undefined ? readError(error) : null),
    loadMore,
    reload,
  };
}

type NodeOf<Value> = Value extends { readonly edges: readonly { readonly node: infer Node }[] }
  ? Node
  : never;

/** An entry that has moved between two pages is in both. */
function unique<Node>(edges: readonly { readonly node: Node }[]): readonly Node[] {
  const byId = new Map(edges.map(({ node }) => [(node as { id: string }).id, node]));
  return [...byId.values()];
}

/** Reads the pages that hold the first `wanted` entries, past the cache, and joins them. */
async function readPages<Data, Variables extends Paging>(
  query: TypedDocumentNode<Data, Variables>,
  name: keyof Data & string,
  own: Variables,
  wanted: number,
): Promise<Data> {
  const edges: unknown[] = [];
  let after: string | null = null;
  for (;;) {
    const first = Math.min(largestPage, Math.max(pageSize, wanted - edges.length));
    const { data } = await client.query({
      query,
      variables: { ...own, first, after } as never,
      fetchPolicy: "no-cache",
    });
    const connection = (data as Data)[name] as Connection<unknown>;
    edges.push(...connection.edges);
    after = connection.pageInfo.endCursor;
    if (edges.length >= wanted || !connection.pageInfo.hasNextPage) {
      return { ...(data as Data), [name]: { ...connection, edges } };
    }
  }
}
