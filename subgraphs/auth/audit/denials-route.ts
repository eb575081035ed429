/** The route by which the gateway reports the denials of its own rules, for the audit trail. */
import { readClient } from "../../../platform/graphql/read-context.js";
import { readJsonBody } from "../../../platform/http/body.js";
import { sendJson } from "../../../platform/http/send-json.js";
import type { RequestHandler } from "../../../platform/http/server.js";
import { identifyCaller, readCaller } from "../../../platform/identity/caller.js";
import { type Denials, mostDenials } from "../../../platform/identity/denial-report.js";
import type { TokenVerifier } from "../../../platform/identity/token-verifier.js";
import type { Audit } from "./audit.js";

const maximumBytes = 4_096;
const coordinate = /^(Query|Mutation)\.\w{1,50}$/;

/** Creates the handler. The token names the account: the gateway's secret alone is not enough to record one. */
export function createDenialsHandler(verifyToken: TokenVerifier, audit: Audit): RequestHandler {
  return async (request, response) => {
    const { claims } = await readCaller(request.headers, (token) => identifyCaller(token, verifyToken));
    const fields = readFields(await readJsonBody(request, maximumBytes));
    if (claims === null || fields === null) return sendJson(response, 400, { error: "bad request" });
    const client = { ...readClient(request.headers), sessionId: claims.sessionId };
    for (const reason of fields) {
      const entry = { type: "admin.denied", outcome: "denied", actorId: claims.subject } as const;
      await audit.record({ ...entry, client, reason });
    }
    response.writeHead(204).end();
  };
}

function readFields(body: unknown): readonly string[] | null {
  const { fields } = (body ?? {}) as Partial<Denials>;
  const good =
    Array.isArray(fields) &&
    fields.length <= mostDenials &&
    fields.every((field) => typeof field === "string" && coordinate.test(field));
  return good ? fields : null;
}
