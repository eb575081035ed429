/** The theme: the system's, unless the user has chosen one. `public/theme.js` applies it before the first paint. */
import { useState } from "react";

/** A theme that can be chosen. */
export type Theme = "system" | "light" | "dark";

const key = "gatehouse.theme";

function read(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Storage is blocked: the choice is for this page.
  }
}

/** Returns the theme, and what changes it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(read);
  const choose = (next: Theme) => {
    apply(next);
    setTheme(next);
  };
  return [theme, choose];
}
