/** Shows the page of the address, moves the focus to it, and keeps callers from pages that are not for them. */
import { Component, type ReactNode, Suspense, useDeferredValue, useEffect, useRef } from "react";
import { Button } from "../design/button.js";
import { Notice } from "../design/notice.js";
import { headingId, Page } from "../design/page.js";
import { Skeleton } from "../design/placeholder.js";
import { Link } from "./link.js";
import { useLocation } from "./location.js";
import { findRoute } from "./routes.js";

/** Shows the page. */
export function PageView() {
  // While the code of the next page is loaded, the last one stays.
  const pathname = useDeferredValue(useLocation().pathname);
  const found = findRoute(pathname);
  useFocusOnChange(pathname);
  if (found === null) return <NotFoundPage />;
  const { route, params } = found;
  return (
    <Suspense fallback={<Skeleton count={6} />}>
      <PageFailure key={pathname}>
        <route.Page {...params} />
      </PageFailure>
    </Suspense>
  );
}

/** The page for a path without a page, and for pages that the caller may not see. */
export function NotFoundPage() {
  return (
    <Page title="Page not found" lead="There is no such page, or it is not for this account.">
      <p>
        <Link to="/">Back to the start</Link>
      </p>
    </Page>
  );
}

/**
 * After a change of the page, the focus is on its heading, as with a new document: keyboard and screen reader go on from
 * there. The page may still load, so this waits for the heading.
 */
function useFocusOnChange(pathname: string): void {
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    window.scrollTo(0, 0);
    if (focusHeading()) return;
    const observer = new MutationObserver(() => focusHeading() && observer.disconnect());
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [pathname]);
}

function focusHeading(): boolean {
  const heading = document.getElementById(headingId);
  if (heading === null) return false;
  // A page that puts the focus into its first field has decided already.
  if (!heading.closest(".page")?.contains(document.activeElement)) heading.focus({ preventScroll: true });
  return true;
}

/** What is shown where a page cannot be: its code is not reached, or it has a fault. */
class PageFailure extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Page title="This page did not load">
        <Notice tone="danger" live>
          <p>The server was not reached, or has a new version of this page.</p>
        </Notice>
        <div className="button-row">
          <Button variant="primary" onClick={() => window.location.reload()}>
            Try again
          </Button>
        </div>
      </Page>
    );
  }
}
