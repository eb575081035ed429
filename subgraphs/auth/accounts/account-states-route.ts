/** The route by which other services read the states of accounts, and which have changed. */

import { type AccountQuestions, accountPageSize } from "../../../platform/accounts/account-questions.js";
import { sendJson } from "../../../platform/http/send-json.js";
import type { RequestHandler } from "../../../platform/http/server.js";

/** Creates the route: `?id=…&id=…`, or `?changedAt=…&after=…&deleted=…`. */
export function createAccountStatesHandler(states: AccountQuestions): RequestHandler {
  return async (request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://auth");
    const ids = searchParams.getAll("id");
    const changedAt = searchParams.get("changedAt") ?? "";
    if (ids.length > accountPageSize || (ids.length === 0 && Number.isNaN(Date.parse(changedAt)))) {
      return sendJson(response, 400, { error: "Ask for ids, or for changes after a time." });
    }
    if (ids.length > 0) {
      return sendJson(response, 200, { states: await states.findStates(ids), last: null, next: null });
    }
    const after = { changedAt, id: searchParams.get("after") ?? "" };
    const deletedOnly = searchParams.get("deleted") === "true";
    sendJson(response, 200, await states.findChanges({ after, deletedOnly }));
  };
}
