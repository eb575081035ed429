/** The theme: the system's, unless the user has chosen the other. `public/theme.js` applies it before the first paint. */
import { useSyncExternalStore } from "react";

/** What is shown. */
export type Theme = "light" | "dark";

const key = "gatehouse.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function read(): Theme {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return system.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

/** Shows the other theme, and remembers it unless it is the system's. */
function toggle(): void {
  const next = read() === "dark" ? "light" : "dark";
  const isSystems = (next === "dark") === system.matches;
  if (isSystems) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
  try {
    if (isSystems) localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  } catch {
    // Storage is blocked: the choice is for this page.
  }
  for (const listener of listeners) listener();
}

/** Returns the theme that is shown, and what shows the other one. */
export function useTheme(): [Theme, () => void] {
  return [useSyncExternalStore(subscribe, read), toggle];
}
