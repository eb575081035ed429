/** The frame of the console: which layout a page has, and who may see it. */
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { Button } from "../design/button.js";
import { Notice } from "../design/notice.js";
import { Skeleton } from "../design/placeholder.js";
import { Toasts } from "../design/toast.js";
import { navigate, useLocation } from "../router/location.js";
import { PageView } from "../router/page-view.js";
import { type Access, findRoute } from "../router/routes.js";
import { client } from "../session/client.js";
import { useIsAdmin, useSession } from "../session/use-session.js";
import { AdminsOnlyPage } from "./admins-only-page.js";
import { NarrowLayout } from "./narrow-layout.js";
import { home } from "./navigation.js";

/** Not in the first load: a caller who is not signed in needs no menu. */
const WideLayout = lazy(async () => ({ default: (await import("./wide-layout.js")).WideLayout }));

/** The console. */
export function App() {
  return (
    <>
      <Current />
      <Toasts />
    </>
  );
}

function Current() {
  const { pathname, search } = useLocation();
  const session = useSession();
  const isAdmin = useIsAdmin();
  const route = findRoute(pathname)?.route;
  const access: Access = route?.access ?? (pathname === "/" ? "user" : "anyone");
  if (session.status === "unknown") {
    // Most callers of these pages have no session: the form is there at once.
    const isForVisitors = access === "anyone" || access === "anonymous";
    return isForVisitors ? <Narrow /> : <Unknown isFailed={session.error !== undefined} />;
  }
  if (session.status === "signedOut") {
    if (access === "user" || access === "admin") {
      const here = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
      return <Redirect to={`/sign-in${here}`} />;
    }
    return <Narrow />;
  }
  if (pathname === "/") return <Redirect to={home} />;
  if (access === "anonymous") return <Redirect to={readNext(search)} />;
  if (access === "anyone" && route !== undefined) return <Narrow />;
  return (
    <Suspense fallback={<Unknown isFailed={false} />}>
      <WideLayout>{access === "admin" && !isAdmin ? <AdminsOnlyPage /> : <PageView />}</WideLayout>
    </Suspense>
  );
}

const Narrow = () => (
  <NarrowLayout>
    <PageView />
  </NarrowLayout>
);

/** Where a caller goes after the sign-in: only to a page of the console. */
function readNext(search: string): string {
  const next = new URLSearchParams(search).get("next");
  return next?.startsWith("/") && !next.startsWith("//") ? next : home;
}

function Redirect({ to }: { to: string }): ReactNode {
  useEffect(() => navigate(to, { replace: true }), [to]);
  return null;
}

/** Before the server has said whether a session is open. */
function Unknown({ isFailed }: { isFailed: boolean }) {
  return (
    <NarrowLayout>
      {isFailed ? (
        <div className="page">
          <h1>No connection</h1>
          <Notice tone="danger" live>
            <p>The server did not answer.</p>
          </Notice>
          <Button variant="primary" onClick={() => void client.session.ready()}>
            Try again
          </Button>
        </div>
      ) : (
        <Skeleton count={5} />
      )}
    </NarrowLayout>
  );
}
