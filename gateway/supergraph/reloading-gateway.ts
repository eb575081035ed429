/** Serves one supergraph after another without a dropped request: each request ends with what it began with. */
import type { GraphQLSchema } from "graphql";
import type { Executor, Gateway } from "./executor.js";
import type { Generation } from "./generation.js";

type Listener = Parameters<Gateway["onSchemaLoadOrUpdate"]>[0];

/** A gateway for Apollo Server whose supergraph can be exchanged. */
export interface ReloadingGateway extends Gateway {
  /** What new requests are answered by. */
  current(): Generation;
  /** Answers new requests by this one. @throws Error when it cannot be served; then all is as before. */
  replace(next: Generation): void;
}

/** Creates the gateway. */
export function createReloadingGateway(first: Generation): ReloadingGateway {
  // A request carries the schema that it was validated against, and that schema leads to the rest.
  const executors = new WeakMap<GraphQLSchema, Executor>();
  const listeners = new Set<Listener>();
  let current = first;

  const announce = (generation: Generation) => {
    executors.set(generation.schema, generation.execute);
    for (const listener of listeners)
      listener({ apiSchema: generation.schema, coreSupergraphSdl: generation.text });
  };

  return {
    current: () => current,
    replace(next) {
      announce(next);
      current.retire();
      current = next;
    },
    onSchemaLoadOrUpdate(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async load() {
      announce(current);
      return {
        executor(request) {
          const execute = executors.get(request.schema);
          if (execute === undefined) throw new Error("The request's schema is none that was served.");
          return execute(request);
        },
      };
    },
    stop: async () => {},
  };
}
