/** What Apollo Server and a gateway say to each other. */
import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import type { GatewayContext } from "../context.js";

/** Gives Apollo Server a schema, new ones as they come, and the executor. */
export type Gateway = ApolloServerOptionsWithGateway<GatewayContext>["gateway"];

/** Carries out an operation that has been parsed and validated. */
export type Executor = NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>;

/** The operation with its context, and the schema that it was validated against. */
export type ExecutorRequest = Parameters<Executor>[0];

/** The data and errors. */
export type ExecutorAnswer = Awaited<ReturnType<Executor>>;
