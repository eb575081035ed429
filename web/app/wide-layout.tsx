/** The layout for signed-in users: the navigation, and the page beside it. */
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "../design/button.js";
import { Icon } from "../design/icon.js";
import { Link, NavLink } from "../router/link.js";
import { useLocation } from "../router/location.js";
import { leave } from "../session/leave.js";
import { useIsAdmin, useViewer } from "../session/use-session.js";
import { adminEntries, entries, home } from "./navigation.js";
import { ThemeButton } from "./theme-button.js";

/** The layout. */
export function WideLayout({ children }: { children: ReactNode }) {
  const isAdmin = useIsAdmin();
  const nav = useCurrentInView();
  return (
    <div className="frame">
      <a className="button frame__skip" href="#main">
        Skip to the content
      </a>
      <header className="frame__side">
        <Link to={home} className="frame__brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
          Gatehouse
        </Link>
        <nav ref={nav} className="frame__nav" aria-label="Main">
          <ul>
            {[...entries, ...(isAdmin ? adminEntries : [])].map(([to, label, icon]) => (
              <li key={to}>
                <NavLink to={to}>
                  <Icon name={icon} />
                  {label}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="frame__end">
          <Account />
          <ThemeButton />
        </div>
      </header>
      <main id="main" className="frame__main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** On a phone the navigation is wider than the window: it is moved so that the current page is in view. */
function useCurrentInView(): RefObject<HTMLElement> {
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: again for each page
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (current) nav.current?.scrollTo({ left: current.offsetLeft - nav.current.offsetLeft });
  }, [pathname]);
  return nav;
}

function Account() {
  const viewer = useViewer();
  const [isLeaving, setLeaving] = useState(false);
  const signOut = async () => {
    setLeaving(true);
    await leave();
    setLeaving(false);
  };
  return (
    <>
      <span className="frame__name">{viewer?.displayName}</span>
      <Button icon="leave" busy={isLeaving} onClick={() => void signOut()}>
        Sign out
      </Button>
    </>
  );
}
