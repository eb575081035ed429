/** The link that names operations by their hash or id, so that their text need not be sent. */
import { ApolloLink } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { print } from "@apollo/client/utilities";
import type { DefinitionNode, DocumentNode, FragmentDefinitionNode } from "graphql";

/**
 * How operations are sent: `text`, always in full; `automatic`, by SHA-256, and in full when the gateway does not know
 * it yet; `registered`, by SHA-256 alone, which the gateway knows from `npm run operations:register`. A page without TLS has no
 * SHA-256 (Web Cryptography), and sends texts.
 */
export type OperationNaming = "text" | "automatic" | "registered";

/** Creates the link; null for `text`. */
export function nameOperations(naming: OperationNaming): ApolloLink | null {
  if (naming === "text") return null;
  const hasHash = globalThis.crypto?.subtle !== undefined;
  if (naming === "automatic") return hasHash ? new PersistedQueryLink({ generateHash: hashDocument }) : null;
  const options = { generateHash: hashDocument, disable: () => false, retry: () => false };
  return hasHash ? sortDocuments.concat(new PersistedQueryLink(options)) : sortDocuments;
}

/** A manifest has the operation of a document first, and then its fragments by name. */
const sortDocuments = new ApolloLink((operation, forward) =>
  forward(Object.assign(operation, { query: sortDefinitions(operation.query) })),
);

const sorted = new WeakMap<DocumentNode, DocumentNode>();

/** As `sortTopLevelDefinitions` of @apollo/persisted-query-lists. */
function sortDefinitions(document: DocumentNode): DocumentNode {
  let result = sorted.get(document);
  if (result === undefined) {
    const keyOf = (node: DefinitionNode) =>
      node.kind === "OperationDefinition" ? "" : (node as FragmentDefinitionNode).name.value;
    const definitions = [...document.definitions].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    result = { ...document, definitions };
    sorted.set(document, result);
  }
  return result;
}

const hashes = new WeakMap<DocumentNode, Promise<string>>();

/** SHA-256 in hex of the text that is sent, which is also its id in a manifest. */
function hashDocument(document: DocumentNode): Promise<string> {
  let hash = hashes.get(document);
  if (hash === undefined) {
    hash = sha256(print(document));
    hashes.set(document, hash);
  }
  return hash;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
