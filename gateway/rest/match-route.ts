/** Finds the route of a request. */
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { RestRoute } from "./rest-route.js";

/** The routes of one path, and the parameters in it. */
export interface MatchedPath {
  /** The path with `{id}` for a parameter. */
  pattern: string;
  routes: readonly RestRoute[];
  parameters: Readonly<Record<string, string>>;
}

/** Returns the routes of a path; undefined where there are none. */
export type PathMatcher = (path: string) => MatchedPath | undefined;

/** Creates the matcher: each pattern is tried once. A parameter is one segment that is not empty. */
export function createPathMatcher(routes: readonly RestRoute[]): PathMatcher {
  const patterns = [...new Set(routes.map(({ path }) => path))].map((pattern) => ({
    pattern,
    segments: pattern.split("/"),
    routes: routes.filter(({ path }) => path === pattern),
  }));
  return (path) => {
    const given = path.split("/");
    for (const { pattern, segments, routes: found } of patterns) {
      const parameters = match(segments, given);
      if (parameters !== null) return { pattern, routes: found, parameters };
    }
    return undefined;
  };
}

function match(segments: readonly string[], given: readonly string[]): Record<string, string> | null {
  if (segments.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = given[index]!;
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined ? part !== segment : part === "") return null;
    if (name !== undefined) parameters[name] = decode(part);
  }
  return parameters;
}

/** A malformed part stays as it is: no record has such an id. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Returns the route of a method; HEAD is a GET that changes nothing. @throws HttpRefusal 405. */
export function chooseRoute({ routes }: MatchedPath, method: string | undefined): RestRoute {
  const route = routes.find(
    (one) =>
      one.method === method || (method === "HEAD" && one.method === "GET" && one.operation.type === "query"),
  );
  if (route !== undefined) return route;
  const allow = routes.map((one) => one.method).join(", ");
  throw new HttpRefusal(405, `Use ${allow}.`, "BAD_REQUEST", { allow });
}
