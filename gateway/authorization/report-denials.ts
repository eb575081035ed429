/** Reports denials to auth for the audit trail: a denied operation never reaches the subgraph that would record it. */
import { LRUCache } from "lru-cache";
import { Pool } from "undici";
import { type Denials, denialsPath, mostDenials } from "../../platform/identity/denial-report.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { GatewayConfig } from "../config.js";
import type { GatewayContext } from "../context.js";
import { toSubgraphHeaders } from "../subgraph/subgraph-headers.js";

/** Reports in the background that root fields were denied to a signed-in caller. Without fields, nothing is sent. */
export type DenialReport = (context: GatewayContext, fields: readonly string[]) => void;

const timeoutMilliseconds = 3_000;
/** The same denial of the same caller is reported once in this time, so that a client cannot flood the trail. */
const quietMilliseconds = 60_000;
const remembered = 10_000;
const mostUnderWay = 32;

/** Creates the report. Denials that cannot be sent are logged. */
export function createDenialReport(
  { serviceUrls, gatewaySecret }: Pick<GatewayConfig, "serviceUrls" | "gatewaySecret">,
  { lifecycle }: Pick<AppParts, "lifecycle">,
): DenialReport {
  const pool = new Pool(serviceUrls.auth, {
    connections: 2,
    connectTimeout: timeoutMilliseconds,
    headersTimeout: timeoutMilliseconds,
    bodyTimeout: timeoutMilliseconds,
  });
  // Waits for the reports in progress.
  lifecycle.onStop(() => pool.close());
  const told = new LRUCache<string, true>({ max: remembered, ttl: quietMilliseconds });
  let underWay = 0;

  const send = async (context: GatewayContext, fields: readonly string[]): Promise<void> => {
    const denials: Denials = { fields };
    const { statusCode, body } = await pool.request({
      method: "POST",
      path: denialsPath,
      headers: toSubgraphHeaders(context, gatewaySecret),
      body: JSON.stringify(denials),
    });
    await body.dump();
    if (statusCode !== 204) throw new Error(`Auth returned the status ${statusCode}.`);
  };

  return (context, fields) => {
    const { subject } = context.caller.claims ?? {};
    if (subject === undefined) return;
    const keyOf = (field: string) => `${subject} ${field}`;
    const fresh = fields.filter((field) => !told.has(keyOf(field))).slice(0, mostDenials);
    if (fresh.length === 0) return;
    if (underWay >= mostUnderWay) {
      context.log.warn(
        { subject, fields: fresh },
        "denied calls are not in the audit trail: too many at once",
      );
      return;
    }
    underWay += 1;
    for (const field of fresh) told.set(keyOf(field), true);
    send(context, fresh)
      .catch((error: unknown) => {
        for (const field of fresh) told.delete(keyOf(field));
        context.log.warn({ err: error, subject, fields: fresh }, "denied calls are not in the audit trail");
      })
      .finally(() => {
        underWay -= 1;
      });
  };
}
