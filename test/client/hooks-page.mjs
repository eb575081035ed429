/** An app of React on @gatehouse/client/react, for its test: a sign-in form of two steps, and a page behind it. */
import { ApolloProvider } from "@apollo/client/react";
import { createGatehouseClient, signOut } from "@gatehouse/client";
import { useGatehouse, useRequireSignedIn, useSession, useSignIn, useViewer } from "@gatehouse/client/react";
import { createElement as h, useState } from "react";
import { createRoot } from "react-dom/client";

function SignIn() {
  const form = useSignIn();
  const submit = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    void (form.step === "password" ? form.submitPassword(values) : form.submitCode(values.code));
  };
  const fields = form.step === "password" ? ["identifier", "password"] : ["code"];
  return h(
    "form",
    { onSubmit: submit },
    ...fields.map((name) => h("input", { key: name, name, "aria-label": name })),
    h("button", { type: "submit", disabled: form.pending }, "Sign in"),
    h("p", { role: "alert" }, form.error?.code ?? ""),
    h("output", null, Object.keys(form.fieldErrors).join()),
  );
}

function Home() {
  const client = useGatehouse();
  const [reason, setReason] = useState("none");
  const { session } = useRequireSignedIn((why) => setReason(why ?? "never"));
  const { viewer } = useViewer();
  return h(
    "main",
    null,
    h("h1", null, session && viewer ? `Hello ${viewer.username}` : `Nothing here: ${reason}`),
    session && h("button", { type: "button", onClick: () => void signOut(client) }, "Sign out"),
  );
}

function App() {
  const { status } = useSession();
  return h("div", null, h(Home), status === "signedOut" && h(SignIn));
}

globalThis.openApp = (url) => {
  const client = createGatehouseClient({ url, cookie: true });
  globalThis.client = client;
  createRoot(document.body).render(h(ApolloProvider, { client }, h(App)));
};
