/** The routers that can stand in front of the subgraphs. */
import type { TestSystem } from "../support/system.js";

/** How a router is set up. */
export interface RouterOptions {
  system: TestSystem;
  /** The secret that it sends to the subgraphs. */
  gatewaySecret: string;
  /** Does it verify tokens and enforce the directives? If not, all is left to the subgraphs. */
  enforces: boolean;
}

/** A router that runs. */
export interface RunningRouter {
  url: string;
  stop(): Promise<void>;
}

/** A router by its version, as docs/routers.md names it. */
export interface Router {
  title: string;
  /** The header in which it believes a proxy that names the client. */
  addressHeader: string;
  /** Installs it. @throws StartError that says what is missing. */
  install(): Promise<void>;
  start(options: RouterOptions): Promise<RunningRouter>;
}
