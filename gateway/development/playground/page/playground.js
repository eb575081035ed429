/** Mounts GraphiQL on the graph of the same origin, with the page's examples as its first tabs. */

const tabs = JSON.parse(document.getElementById("examples").textContent).map(({ query, variables }) => ({
  query,
  variables: variables && JSON.stringify(variables, null, 2),
}));
const headersWith = (token) => JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);

/**
 * What is typed lasts as long as the browser's tab: it may hold passwords. Headers last no longer than the
 * page, not even in the history, where GraphiQL would keep them whatever shouldPersistHeaders says.
 */
const storage = {
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

// GraphiQL gives every tab its variables but the first, for which it looks in the storage.
if (storage.getItem("graphiql:tabState") === null) storage.setItem("graphiql:variables", tabs[0].variables);

/** For a tenth of a second after a change of tabs GraphiQL still names the operation of the tab before. */
const isNamed = (query, operationName) => new RegExp(`\\s${operationName}\\b`).test(query);

const fetcher = async ({ query, variables, operationName }, { headers } = {}) => {
  const response = await fetch("graphql", {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify({
      query,
      variables,
      operationName: isNamed(query, operationName) ? operationName : null,
    }),
  });
  const answer = await response.json();
  const issued = Object.values(answer.data ?? {}).find((value) => value?.accessToken);
  if (issued) render(issued.accessToken);
  return answer;
};

const root = ReactDOM.createRoot(document.getElementById("graphiql"));
/** `token` stands in the headers of tabs that have not been open yet. */
const render = (token) =>
  root.render(
    React.createElement(GraphiQL, {
      fetcher,
      storage,
      defaultTabs: tabs,
      defaultQuery: "",
      defaultHeaders: headersWith(token),
      defaultEditorToolsVisibility: true,
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    }),
  );
render("");
