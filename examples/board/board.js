/** A front end without a framework: sign-in with a second step, a list in pages, and changes that may conflict. */
import {
  createGatehouseClient,
  login,
  nameOfField,
  readError,
  readFieldErrors,
  signOut,
  viewerQuery,
} from "@gatehouse/client";
import { createTaskMutation, tasksQuery, updateTaskMutation } from "./operations.js";

const client = createGatehouseClient({
  url: import.meta.env.VITE_GATEHOUSE_URL ?? "http://localhost:4000/graphql",
  // In the response and not in a cookie, so that the page may be on any site; every script of the page can read it.
  storage: localStorage,
});

const part = (id) => document.getElementById(id);
const valuesOf = (form) => Object.fromEntries(new FormData(form));

/** Shows an error: at its inputs, where it names some, and above the form. */
function show(error, form) {
  const messages = error ? readFieldErrors(error) : {};
  for (const input of form?.elements ?? []) {
    input.setAttribute("aria-invalid", String(nameOfField(input.name) in messages));
  }
  part("message").textContent = error?.message ?? "";
}

/** Calls `submit` with the form's values; a result that is `failed` is shown. */
function onSubmit(id, submit) {
  const form = part(id);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const result = await submit(valuesOf(form)).catch((thrown) => ({ error: readError(thrown) }));
    show(result?.error, form);
    if (result?.error === undefined) form.reset();
  });
}

/** Completes a sign-in that needs a code. */
let confirmCode;
onSubmit("sign-in", async (input) => {
  const result = await login(client, input);
  if (result.status !== "codeNeeded") return result;
  confirmCode = result.confirm;
  part("sign-in").hidden = true;
  part("code").hidden = false;
});
onSubmit("code", ({ code }) => confirmCode(code));
onSubmit("new-task", async ({ title }) => {
  await client.mutate({
    mutation: createTaskMutation,
    variables: { input: { title } },
    refetchQueries: [tasksQuery],
  });
});
part("sign-out").addEventListener("click", async () => show((await signOut(client)).error));

/** The list, kept up to date by the cache; it exists while a user is signed in. */
let list;
let shown;

function renderTasks({ data }) {
  if (data?.tasks === undefined) return;
  const { edges, pageInfo } = data.tasks;
  part("list").replaceChildren(...edges.map(({ node }) => renderTask(node)));
  part("more").hidden = !pageInfo.hasNextPage;
  part("more").onclick = () => list.fetchMore({ variables: { after: pageInfo.endCursor } });
}

function renderTask({ id, title, status, version }) {
  const box = Object.assign(document.createElement("input"), {
    type: "checkbox",
    checked: status === "DONE",
  });
  box.addEventListener("change", () => setDone(id, version, box.checked));
  const label = document.createElement("label");
  label.append(box, title);
  const item = document.createElement("li");
  item.append(label);
  return item;
}

/** Changes a task, unless it has been changed meanwhile: then its new state is shown, and the user decides. */
async function setDone(id, expectedVersion, isDone) {
  const input = { status: isDone ? "DONE" : "TODO", expectedVersion };
  try {
    await client.mutate({ mutation: updateTaskMutation, variables: { id, input } });
    show(null);
  } catch (thrown) {
    const error = readError(thrown);
    await list.refetch();
    show(
      error.code === "CONFLICT"
        ? { message: "Somewhere else this task was changed first; look again." }
        : error,
    );
  }
}

/** Shows what belongs to the state of the session. It changes by a sign-out or a ban in another tab, too. */
async function renderSession() {
  const { status, reason } = client.session.state;
  part("sign-in").hidden = status !== "signedOut";
  part("tasks").hidden = status !== "signedIn";
  part("code").hidden = true;
  shown?.unsubscribe();
  part("list").replaceChildren();
  if (reason === "ended") show({ message: "Your session has ended. Sign in again." });
  if (status !== "signedIn") return;
  show(null);
  list = client.watchQuery({ query: tasksQuery });
  shown = list.subscribe(renderTasks);
  const { data } = await client.query({ query: viewerQuery });
  part("viewer").textContent = data.me.displayName;
}

client.session.subscribe(renderSession);
renderSession();
