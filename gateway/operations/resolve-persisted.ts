/** Resolves the hash or id of an operation to its text, and refuses operations that are not registered. */
import { LRUCache } from "lru-cache";
import { AppError } from "../../platform/errors.js";
import type { Logger } from "../../platform/log.js";
import { createApqStore } from "./apq-store.js";
import { hashText } from "./hash-text.js";
import type { Manifest } from "./manifest.js";
import type { OperationParameters } from "./operation-request.js";

/** `off`: any operation; `log`: any, and those not registered are logged; `enforce`: only registered ones. */
export type PersistedOperationsMode = "off" | "log" | "enforce";

/** The text of an operation, and its SHA-256. */
export interface OperationSource {
  source: string;
  hash: string;
  /** Call it for a valid operation: later requests may then send only its hash. */
  remember(): void;
}

/** Resolves an operation. @throws AppError PERSISTED_QUERY_NOT_FOUND, OPERATION_NOT_REGISTERED or BAD_REQUEST. */
export type PersistedResolver = (
  parameters: Pick<OperationParameters, "query" | "id">,
  log: Logger,
) => OperationSource;

/** The maximum number of different operations that are logged, each once. */
const logged = { max: 1_000 };

/** Creates the resolver. */
export function createPersistedResolver(
  mode: PersistedOperationsMode,
  manifest: Manifest | null,
): PersistedResolver {
  const automatic = createApqStore();
  const told = new LRUCache<string, true>(logged);
  const nothing = () => {};

  return ({ query, id }, log) => {
    const registered = id === undefined ? undefined : manifest?.byId.get(id);
    if (registered !== undefined) {
      if (query !== undefined && query !== registered.source) throw notTheText();
      return { ...registered, remember: nothing };
    }
    if (mode === "enforce" && (query === undefined || !manifest?.bodies.has(query))) {
      throw new AppError("OPERATION_NOT_REGISTERED", "This operation is not registered here.");
    }
    if (query === undefined) {
      const source = id === undefined ? undefined : automatic.get(id);
      if (id === undefined) throw new AppError("BAD_REQUEST", "Send an operation as `query`.");
      // Apollo Client's link compares this message.
      if (source === undefined) throw new AppError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");
      return { source, hash: id, remember: nothing };
    }
    const hash = hashText(query);
    if (id !== undefined && id !== hash) throw notTheText();
    if (mode === "log" && !manifest?.bodies.has(query) && !told.has(hash)) {
      told.set(hash, true);
      log.warn({ hash }, "an operation that is not registered");
    }
    return {
      source: query,
      hash,
      remember: id === undefined ? nothing : () => automatic.set(hash, query),
    };
  };
}

function notTheText(): AppError {
  return new AppError(
    "BAD_REQUEST",
    "The hash or id does not belong to the operation that was sent with it.",
  );
}
