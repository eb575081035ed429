/** Makes a composed supergraph ready to answer: planner, policies and executor that belong together. */
import { ApolloGateway, type GraphQLDataSource } from "@apollo/gateway";
import { type DocumentNode, type GraphQLSchema, parse, print } from "graphql";
import type { Logger } from "../../platform/log.js";
import { createAuthorizer } from "../authorization/authorizer.js";
import type { DenialReport } from "../authorization/denials.js";
import { readPolicyTable } from "../authorization/policy-table.js";
import type { GatewayContext } from "../context.js";
import type { Executor } from "./executor.js";
import { withoutEnforcedFeatures } from "./planner-sdl.js";

/** What is served between one supergraph and the next. Nothing of it ever changes. */
export interface Generation {
  /** What clients see. */
  schema: GraphQLSchema;
  /** The text that it was made of. */
  text: string;
  execute: Executor;
  /** Names of its subgraphs. */
  subgraphs: readonly string[];
}

/** What a generation is made with. */
export interface GenerationParts {
  /** The data source of a subgraph whose URL the supergraph gives. */
  dataSource(name: string, url: string): GraphQLDataSource<GatewayContext>;
  /** Enforce the directives that say who may use what. */
  authorization: boolean;
  /** Told of what is refused to somebody who is signed in. */
  reportDenial: DenialReport;
  log: Logger;
}

/** Loads a supergraph. @throws Error when the text is none that the planner can work with. */
export async function loadGeneration(text: string, parts: GenerationParts): Promise<Generation> {
  const document = parse(text);
  const subgraphs: string[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl: print(withoutEnforcedFeatures(document)),
    validateSupergraph: true,
    buildService({ name, url = "" }) {
      subgraphs.push(name);
      return parts.dataSource(name, url);
    },
    logger: {
      debug: () => {},
      info: () => {},
      warn: (message) => parts.log.warn(message),
      error: (message) => parts.log.error(message),
    },
  });
  const { schema, executor } = await gateway.load();
  return { schema, text, subgraphs, execute: guard(schema, document, executor as Executor, parts) };
}

function guard(
  schema: GraphQLSchema,
  document: DocumentNode,
  execute: Executor,
  { authorization, reportDenial }: GenerationParts,
): Executor {
  return authorization ? createAuthorizer(schema, readPolicyTable(document), execute, reportDenial) : execute;
}
