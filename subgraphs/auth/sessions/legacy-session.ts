/** Sessions that stand for tokens of the old services. */
import type { SessionRecord } from "./model.js";

/** Their `client_id`. */
export const legacyClientId = "legacy";

/** Does the session stand for such a token? No refresh continues it: it ends with the token. */
export const isLegacySession = ({ clientId }: Pick<SessionRecord, "clientId">): boolean =>
  clientId === legacyClientId;
