/**
 * What GraphiQL remembers lasts as long as the browser's tab: it may hold passwords. Headers last no longer than the page,
 * not even in the history, where GraphiQL would keep them whatever shouldPersistHeaders says. A browser that blocks cookies
 * has no such storage: then all of it lasts no longer than the page.
 */
export const storage = {
  get length() {
    return kept.length;
  },
  getItem: (key) => kept.getItem(key),
  setItem: (key, value) => kept.setItem(key, isHistory(key) ? withoutHeaders(value) : value),
  removeItem: (key) => kept.removeItem(key),
  clear: () => kept.clear(),
};

const kept = openStorage();

function openStorage() {
  try {
    return window.sessionStorage;
  } catch {
    const items = new Map();
    return {
      get length() {
        return items.size;
      },
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => items.set(key, String(value)),
      removeItem: (key) => items.delete(key),
      clear: () => items.clear(),
    };
  }
}

const isHistory = (key) => key === "graphiql:queries" || key === "graphiql:favorites";
const withoutHeaders = (json) =>
  JSON.stringify(JSON.parse(json), (key, value) => (key === "headers" ? undefined : value));
