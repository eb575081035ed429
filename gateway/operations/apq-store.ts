/**
 * Stores the texts of automatic persisted queries (https://www.apollographql.com/docs/apollo-server/performance/apq).
 */
import { LRUCache } from "lru-cache";

/** The bounded store. A client whose query has been evicted sends its text again. */
export interface ApqStore {
  get(hash: string): string | undefined;
  set(hash: string, source: string): void;
}

const bounds = { max: 5_000, maxSize: 8 * 1024 * 1024 };

/** Creates the store, in the memory of this process. */
export function createApqStore(): ApqStore {
  return new LRUCache<string, string>({ ...bounds, sizeCalculation: (source) => source.length });
}
