/** Leads `/` to the page that fits. */
import { redirectTo } from "../../platform/http/redirect.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { GatewayConfig } from "../config.js";

/** The pages of the gateway that are on. */
export type Pages = Pick<GatewayConfig, "playground">;

/** Returns the path of the first page that is on, relative to `/`; null if all are off. */
export function chooseHome({ playground }: Pages): string | null {
  if (playground) return "playground";
  return null;
}

/** Returns the route of `/`: none, and so a 404, if no page is on. */
export function createHomeRoute(pages: Pages): Readonly<Record<string, RequestHandler>> {
  const home = chooseHome(pages);
  return home === null ? {} : { "/": redirectTo(home) };
}
