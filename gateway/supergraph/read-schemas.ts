/** Reads the schemas of a supergraph: what clients see, and what plans are made and executed by. */
import { Supergraph } from "@apollo/federation-internals";
import {
  assertValidSchema,
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  parse,
  print,
} from "graphql";
import { withoutEnforcedFeatures } from "./planner-sdl.js";

/** The texts of one supergraph. */
interface Texts {
  text: string;
  document: DocumentNode;
  /** Without the features that the planner refuses. */
  plannerDocument: DocumentNode;
  plannerText: string;
}

/** The schemas of one supergraph. They hold nothing of a gateway. */
export interface Schemas {
  document: DocumentNode;
  supergraph: Supergraph;
  supergraphSchema: GraphQLSchema;
  /** The schema that clients see. */
  schema: GraphQLSchema;
}

/** Of the last supergraph: all gateways of a process share them, and to read them takes most of a gateway's start. */
let lastTexts: Texts | null = null;
let last: (Schemas & { text: string }) | null = null;

/** Returns the text for the planner. @throws GraphQLError for a text that is no document. */
export const readPlannerText = (text: string): string => readTexts(text).plannerText;

/** Reads the schemas. @throws Error for a text that the planner cannot load. */
export function readSchemas(text: string): Schemas {
  if (last?.text === text) return last;
  const { document, plannerDocument, plannerText } = readTexts(text);
  const supergraph = Supergraph.build(plannerText, { validateSupergraph: true });
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  assertValidSchema(schema);
  const supergraphSchema = buildASTSchema(plannerDocument, { assumeValidSDL: true });
  last = { text, document, supergraph, supergraphSchema, schema };
  return last;
}

function readTexts(text: string): Texts {
  if (lastTexts?.text === text) return lastTexts;
  const document = parse(text);
  const plannerDocument = withoutEnforcedFeatures(document);
  lastTexts = { text, document, plannerDocument, plannerText: print(plannerDocument) };
  return lastTexts;
}
