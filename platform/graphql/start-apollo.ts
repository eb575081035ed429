/** Starts Apollo Server for a subgraph: it contacts no other host, and its errors are those of the catalogue. */
import { ApolloServer, type ApolloServerOptions, type BaseContext } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { Logger } from "../log.js";
import { inputFieldPlugin } from "./input-field.js";
import { createErrorPresenter } from "./present-error.js";

/** Creates and starts the server over a schema. */
export async function startApolloServer<Context extends BaseContext>(
  options: Pick<ApolloServerOptions<Context>, "schema" | "introspection" | "plugins" | "formatError">,
  log: Logger,
): Promise<ApolloServer<Context>> {
  const server = new ApolloServer<Context>({
    formatError: createErrorPresenter(log),
    ...options,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      inputFieldPlugin,
      ...(options.plugins ?? []),
    ],
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    // Persisted operations belong to the gateway.
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: {
      debug: (message) => log.debug(message),
      info: (message) => log.debug(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  } as ApolloServerOptions<Context>);
  await server.start();
  return server;
}
