/** The states of a list: not there yet, failed, empty, with more to come, and older than it seems. */
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../design/button.js";
import { Notice } from "../design/notice.js";
import { Skeleton } from "../design/placeholder.js";
import type { List } from "./use-list.js";
import { useOnline } from "./use-online.js";
import "./lists.css";

interface Props<Node> {
  list: List<Node>;
  /** What is shown of the entries; not called for none. */
  children: (nodes: readonly Node[]) => ReactNode;
  /** What is shown in place of an empty list. */
  empty: ReactNode;
  /** Entries that are hidden: a list of these alone is empty. */
  isHidden?: (node: Node) => boolean;
}

/** A list in whichever state it is. More is read as the end comes into view, or by the button there. */
export function ListView<Node>({ list, children, empty, isHidden }: Props<Node>) {
  const { nodes, error } = list;
  if (nodes === undefined) {
    return error ? <Failure list={list} /> : <Skeleton count={5} rows />;
  }
  const shown = isHidden ? nodes.filter((node) => !isHidden(node)) : nodes;
  return (
    <>
      {shown.length > 0 ? children(shown) : !list.hasMore && empty}
      {error && !list.isLoadingMore && <Failure list={list} />}
      {list.hasMore && !error && <More list={list} />}
    </>
  );
}

function Failure({ list: { error, nodes, reload } }: { list: List<unknown> }) {
  return (
    <Notice tone="danger" live>
      <p>
        {nodes !== undefined && "This list may not be up to date. "}
        {error?.message}
      </p>
      <div className="button-row">
        <Button onClick={() => void reload()}>Try again</Button>
      </div>
    </Notice>
  );
}

function More({ list: { loadMore, isLoadingMore } }: { list: List<unknown> }) {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(loadMore);
  load.current = loadMore;
  // Anew after each page: one that does not fill the window leaves the end in view.
  useEffect(() => {
    if (isLoadingMore) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && load.current(),
      { rootMargin: "300px" },
    );
    observer.observe(end.current as HTMLElement);
    return () => observer.disconnect();
  }, [isLoadingMore]);
  return (
    <div ref={end} className="list-more">
      <Button busy={isLoadingMore} onClick={loadMore}>
        Show more
      </Button>
    </div>
  );
}

/** Says that the browser is offline, as long as it is. */
export function OfflineNotice() {
  const isOnline = useOnline();
  return (
    // An element of the first page, because a region that comes with its message is not announced.
    <div role="status" className="announcements">
      {!isOnline && (
        <Notice tone="warning">
          <p>You are offline. What you see is the last that the server has sent; changes cannot be saved.</p>
        </Notice>
      )}
    </div>
  );
}

/** How many entries there are, announced when that changes. */
export function ListCount({
  total,
  one,
  many,
}: {
  total: List<unknown>["total"];
  one: string;
  many: string;
}) {
  return (
    <p className="list-count" role="status">
      {total === undefined
        ? "\u00a0"
        : `${total.count}${total.isExact ? "" : "+"} ${total.count === 1 ? one : many}`}
    </p>
  );
}
