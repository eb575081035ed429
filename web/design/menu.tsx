/** Menus of actions, by keyboard as the ARIA practices say. */
import { cloneElement, lazy, type ReactElement, Suspense, useState } from "react";
import type { MenuEntry } from "./menu-view.js";

const load = () => import("./menu-view.js");
const MenuView = lazy(async () => ({ default: (await load()).MenuView }));

interface Props {
  /** The button. */
  trigger: ReactElement;
  entries: readonly MenuEntry[];
}

/** A button with a menu below it. The menu's code is loaded once the pointer or the focus is on the button. */
export function Menu({ trigger, entries }: Props) {
  const [isWanted, setWanted] = useState(false);
  const preload = () => void load().catch(() => {});
  const closed = cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => setWanted(true),
  });
  if (!isWanted) return closed;
  return (
    <Suspense fallback={closed}>
      <MenuView trigger={trigger} entries={entries} />
    </Suspense>
  );
}
