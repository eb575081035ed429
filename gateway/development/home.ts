/** Leads `/` to the page that fits. */
import { redirectTo } from "../../platform/http/redirect.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { GatewayConfig } from "../config.js";
import { contentSecurityPolicy, secured } from "../http/page-security.js";
import { createPageFile, readPageFile } from "./page-files.js";

/** The pages of the gateway that are on; in production a caller learns nothing of those that are off. */
export type Pages = Pick<GatewayConfig, "console" | "playground" | "isProduction">;

/** Returns the path of the first page that is on, relative to `/`; null if all are off. */
export function chooseHome({ console, playground }: Omit<Pages, "isProduction">): string | null {
  if (console) return "app";
  if (playground) return "playground";
  return null;
}

/** Returns the route of `/`. If no page is on, it is a page that says where the documentation is; in production none. */
export function createHomeRoute(pages: Pages): Readonly<Record<string, RequestHandler>> {
  const home = chooseHome(pages);
  if (home !== null) return { "/": redirectTo(home) };
  if (pages.isProduction) return {};
  const { handler } = createPageFile("home.html", readPageFile("home.html"));
  return { "/": secured(contentSecurityPolicy(), handler) };
}
