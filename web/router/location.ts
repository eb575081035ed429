/** The address of the page: read and changed by the History API, without the folder that the console is served under. */
import { useMemo, useSyncExternalStore } from "react";

/** The folder, without a slash at its end: `/app`. */
const base = import.meta.env.BASE_URL.replace(/\/$/, "");

/** Where the page is. */
export interface Location {
  /** e.g. `/security`. */
  pathname: string;
  /** With its question mark; empty without a query. */
  search: string;
}

const listeners = new Set<() => void>();

function read(): Location {
  const { pathname, search } = window.location;
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  return { pathname: path.replace(/(?<=.)\/$/, "") || "/", search };
}

let current = read();

function change(): void {
  current = read();
  for (const listener of listeners) listener();
}

window.addEventListener("popstate", change);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the address of a page of the console, such as `/app/security`, for a link. */
export const hrefOf = (to: string): string => `${base}${to}`;

/** Goes to another page of the console: `to` is a path with its query. `replace` leaves no way back to this one. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, "", hrefOf(to));
  else window.history.pushState(null, "", hrefOf(to));
  change();
}

/** Returns where the page is, and renders again when that changes. */
export const useLocation = (): Location => useSyncExternalStore(subscribe, () => current);

/** Returns the query of the address, and what changes it without a new page: null removes a parameter. */
export function useQuery(): [URLSearchParams, (changes: Record<string, string | null>) => void] {
  const { search } = useLocation();
  const query = useMemo(() => new URLSearchParams(search), [search]);
  return [query, changeQuery];
}

function changeQuery(changes: Record<string, string | null>): void {
  const next = new URLSearchParams(current.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  const search = next.size > 0 ? `?${next}` : "";
  navigate(`${current.pathname}${search}`, { replace: true });
}

/** Takes the token out of the fragment of a mailed link: it stays in no history and no screenshot. */
export function takeFragmentToken(): string | null {
  const token = /^#token=(.+)$/.exec(window.location.hash)?.[1];
  if (token === undefined) return null;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return token;
}
