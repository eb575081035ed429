/** Finds the text of an operation that a client names by its hash or id, and refuses what is not registered. */
import { LRUCache } from "lru-cache";
import { AppError } from "../../platform/errors.js";
import type { Logger } from "../../platform/log.js";
import type { Manifest } from "./manifest.js";
import { hashOf } from "./prepare-document.js";

/** `off`: any operation; `log`: any, and those not registered are logged; `enforce`: registered ones only. */
export type RegistrationMode = "off" | "log" | "enforce";

/** What a request says about its operation. */
export interface OperationRequest {
  query: string | undefined;
  /** `extensions.persistedQuery`, or `documentId`: the hash or the registered id. */
  id: string | undefined;
}

/** The text to run, and its SHA-256. */
export interface OperationSource {
  source: string;
  hash: string;
  /** Call once the operation has proved to be valid: from then on its hash alone will do. */
  remember(): void;
}

/** Finds operations. */
export interface PersistedOperations {
  /** @throws AppError PERSISTED_QUERY_NOT_FOUND, OPERATION_NOT_REGISTERED or BAD_REQUEST. */
  resolve(request: OperationRequest, log: Logger): OperationSource;
}

const remembered = { max: 5_000, maxSize: 8 * 1024 * 1024 };
/** So many different operations are logged once each. */
const logged = { max: 1_000 };

/** Creates the finder. Automatically persisted queries live in a bounded memory: clients send the text again. */
export function createPersistedOperations(
  mode: RegistrationMode,
  manifest: Manifest | null,
): PersistedOperations {
  const automatic = new LRUCache<string, string>({
    ...remembered,
    sizeCalculation: (source) => source.length,
  });
  const told = new LRUCache<string, true>(logged);
  const nothing = () => {};

  return {
    resolve({ query, id }, log) {
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
        // These are the words that Apollo Client's link waits for.
        if (source === undefined) throw new AppError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");
        return { source, hash: id, remember: nothing };
      }
      const hash = hashOf(query);
      if (id !== undefined && id !== hash) throw notTheText();
      if (mode === "log" && !manifest?.bodies.has(query) && !told.has(hash)) {
        told.set(hash, true);
        log.warn({ hash }, "an operation that is not registered");
      }
      return {
        source: query,
        hash,
        remember: id === undefined ? nothing : () => void automatic.set(hash, query),
      };
    },
  };
}

function notTheText(): AppError {
  return new AppError("BAD_REQUEST", "The hash or id is not that of the operation which came with it.");
}
