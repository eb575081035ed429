/** Links between pages of the console. */
import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { hrefOf, navigate, useLocation } from "./location.js";
import { preload } from "./routes.js";

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  /** The path, with its query: `/tasks?view=board`. */
  to: string;
}

/** A link to a page. Its code is loaded as soon as the pointer or the focus is on it. */
export function Link({ to, onClick, ...props }: Props) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (event.defaultPrevented || !isPlain || props.target) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      {...props}
      href={hrefOf(to)}
      onClick={follow}
      onPointerEnter={() => preload(to)}
      onFocus={() => preload(to)}
    />
  );
}

/** A link of the navigation: it is marked on its page, and on the pages below. */
export function NavLink(props: Props) {
  const { pathname } = useLocation();
  const isHere = pathname === props.to || pathname.startsWith(`${props.to}/`);
  return <Link {...props} {...(isHere && { "aria-current": "page" })} />;
}
