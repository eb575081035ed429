/** Where the refresh token is: in a cookie that no script sees, in this page's memory, or in a storage of the app. */

/** A storage of texts, such as `localStorage`, or one of a telephone's app; its methods may be asynchronous. */
export interface TokenStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

export interface RefreshTokenStore {
  /** Do other tabs, or later pages, have the same token? */
  readonly isShared: boolean;
  /** Returns what `RefreshInput.refreshToken` is to be; null if there is no session to refresh. */
  read(): Promise<string | null>;
  write(refreshToken: string): Promise<void>;
  clear(): Promise<void>;
}

/** The browser sends the cookie; the operation's own token is empty. */
const cookieStore: RefreshTokenStore = {
  isShared: true,
  read: async () => "",
  write: async () => {},
  clear: async () => {},
};

/** Creates the store; without a cookie and a storage the token is gone with the page. */
export function createRefreshTokenStore(
  key: string,
  { cookie, storage }: { cookie: boolean; storage?: TokenStorage | undefined },
): RefreshTokenStore {
  if (cookie) return cookieStore;
  if (storage === undefined) return createMemoryStore();
  return {
    isShared: true,
    read: async () => storage.getItem(key),
    write: async (refreshToken) => void (await storage.setItem(key, refreshToken)),
    clear: async () => void (await storage.removeItem(key)),
  };
}

function createMemoryStore(): RefreshTokenStore {
  let held: string | null = null;
  return {
    isShared: false,
    read: async () => held,
    async write(refreshToken) {
      held = refreshToken;
    },
    async clear() {
      held = null;
    },
  };
}
