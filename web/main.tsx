/** Starts the console. */
import { ApolloProvider } from "@apollo/client/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./design/tokens.css";
import "./design/base.css";
import "./design/components.css";
import "./app/layout.css";
import "./app/pages.js";
import { App } from "./app/app.js";
import { client } from "./session/client.js";
import { watchSession } from "./session/watch-session.js";

watchSession();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
