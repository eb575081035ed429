/** Finds the route of a path, and loads the code of its page. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** Who may see a page: anyone; only callers who are not signed in; signed-in users; admins. */
export type Access = "anyone" | "anonymous" | "user" | "admin";

/** The properties of a page: the parts of its path that stand for `:name`. */
export type PageProps = Readonly<Record<string, string>>;

/** A page by its path. */
export interface Route {
  /** `/tasks/:id`: a part with a colon stands for one part of the path. */
  path: string;
  access: Access;
  Page: LazyExoticComponent<ComponentType<PageProps>>;
  /** Loads the code of the page. */
  load: () => Promise<unknown>;
}

const routes: Route[] = [];

/** Declares a page. Its code is loaded when it is needed: `load` imports the module, `pick` names the component. */
export function route<Module>(
  path: string,
  access: Access,
  load: () => Promise<Module>,
  pick: (module: Module) => ComponentType<PageProps>,
): void {
  const Page = lazy(async () => ({ default: pick(await load()) }));
  routes.push({ path, access, Page, load });
}

/** Returns the route of a path with its parameters; null for a page that is not there. */
export function findRoute(pathname: string): { route: Route; params: PageProps } | null {
  for (const candidate of routes) {
    const params = match(candidate.path, pathname);
    if (params !== null) return { route: candidate, params };
  }
  return null;
}

/** Loads the code of a page before it is asked for; a failure shows when it is. */
export function preload(to: string): void {
  const [pathname = "/"] = to.split("?");
  findRoute(pathname)
    ?.route.load()
    .catch(() => {});
}

function match(pattern: string, pathname: string): PageProps | null {
  const names = pattern.split("/");
  const parts = pathname.split("/");
  if (names.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] as string;
    if (name.startsWith(":")) params[name.slice(1)] = decode(part);
    else if (name !== part) return null;
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
