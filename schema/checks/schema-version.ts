import type { DocumentNode, GraphQLSchema } from "graphql";

/** The graph at one point in time. */
export interface SchemaVersion {
  /** SDL by subgraph name; empty where only the API schema is known (a base read by introspection). */
  subgraphs: ReadonlyMap<string, string>;
  /** Null where only the API schema is known. */
  supergraphSdl: string | null;
  apiSchema: GraphQLSchema;
  /** What the reader of a report calls it: a commit, a file, a URL, "the working tree". */
  name: string;
}

/** One operation of a client's release, from the release's manifest. */
export interface RegisteredOperation {
  client: string;
  release: string;
  name: string;
  document: DocumentNode;
}

/** What each chapter is given. */
export interface ChapterInput {
  base: SchemaVersion;
  head: SchemaVersion;
  operations: readonly RegisteredOperation[];
}
