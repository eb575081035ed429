/** The layout of pages that need no account: one narrow column. */
import type { ReactNode } from "react";
import { ThemeButton } from "./theme-button.js";

/** The layout. */
export function NarrowLayout({ children }: { children: ReactNode }) {
  return (
    <div className="narrow">
      <header className="frame__brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
        Gatehouse
      </header>
      <main className="narrow__main">{children}</main>
      <footer className="narrow__foot">
        <ThemeButton />
      </footer>
    </div>
  );
}
