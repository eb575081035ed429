/**
 * What GraphiQL remembers lasts as long as the browser's tab: it may hold passwords. Headers last no longer than the page,
 * not even in the history, where GraphiQL would keep them whatever shouldPersistHeaders says.
 */
export const storage = {
  get length() {
    return sessionStorage.length;
  },
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, value) => sessionStorage.setItem(key, isHistory(key) ? withoutHeaders(value) : value),
  removeItem: (key) => sessionStorage.removeItem(key),
  clear: () => sessionStorage.clear(),
};

const isHistory = (key) => key === "graphiql:queries" || key === "graphiql:favorites";
const withoutHeaders = (json) =>
  JSON.stringify(JSON.parse(json), (key, value) => (key === "headers" ? undefined : value));
