/**
 * Registered operations of the project's own front ends, byte for byte as Apollo Client sends them: the operation, then its
 * fragments by name, with `__typename` in each object.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InMemoryCache } from "@apollo/client";
import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from "graphql";

/** A named operation. */
export type NamedOperation = OperationDefinitionNode & { readonly name: { readonly value: string } };

/** One *.graphql file. */
export interface OperationFile {
  /** Its path in the project, without the extension. */
  path: string;
  definitions: readonly DefinitionNode[];
}

/** Fragments by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** An operation with the text that is sent, whose SHA-256 is its id. */
export interface RegisteredOperation {
  node: NamedOperation;
  body: string;
}

/** Reads the *.graphql files below a folder of the project, by path. */
export function readOperationFiles(root: string, folder: string): OperationFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".graphql") && !/\/(node_modules|dist)\//.test(path))
    .sort()
    .map((path) => ({
      path: path.replace(/\.graphql$/, ""),
      definitions: parse(readFileSync(join(root, path), "utf8"), { noLocation: true }).definitions,
    }));
}

export function listOperations({ definitions }: OperationFile): NamedOperation[] {
  return definitions.filter(
    (node): node is NamedOperation => node.kind === Kind.OPERATION_DEFINITION && !!node.name,
  );
}

/** Returns the fragments of all files. @throws Error for a name that is defined twice. */
export function collectFragments(files: readonly OperationFile[]): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const { path, definitions } of files) {
    for (const node of definitions) {
      if (node.kind !== Kind.FRAGMENT_DEFINITION) continue;
      if (fragments.has(node.name.value))
        throw new Error(`${path}.graphql: the fragment ${node.name.value} is defined twice.`);
      fragments.set(node.name.value, node);
    }
  }
  return fragments;
}

/** Names the fragments that a definition needs, in the order of a manifest. @throws Error for one that is not there. */
export function listFragments(node: DefinitionNode, fragments: Fragments): string[] {
  const reached = new Set<string>();
  const collect = (definition: DefinitionNode) =>
    visit(definition, {
      FragmentSpread({ name: { value } }) {
        const fragment = fragments.get(value);
        if (fragment === undefined) throw new Error(`There is no fragment ${value}.`);
        if (reached.has(value)) return;
        reached.add(value);
        collect(fragment);
      },
    });
  collect(node);
  return [...reached].sort();
}

/** Writes the operation as it is sent. */
export function registerOperation(node: NamedOperation, fragments: Fragments): RegisteredOperation {
  const needed = listFragments(node, fragments).map((name) => fragments.get(name) as FragmentDefinitionNode);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [node, ...needed] };
  return { node, body: print(new InMemoryCache().transformDocument(document)) };
}

/** Returns the kit's operations, which every front end on it sends. */
export function registerKitOperations(root: string): RegisteredOperation[] {
  const files = readOperationFiles(root, "client/operations");
  const fragments = collectFragments(files);
  return files.flatMap(listOperations).map((node) => registerOperation(node, fragments));
}

/** Returns the manifest of the package in a folder, `NAME@VERSION.json`, by its path in the project. */
export function writeManifest(
  root: string,
  name: string,
  folder: string,
  operations: readonly RegisteredOperation[],
): [path: string, text: string] {
  const entries = operations
    .map(({ node, body }) => ({
      id: createHash("sha256").update(body).digest("hex"),
      name: node.name.value,
      type: node.operation,
      body,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest = { format: "apollo-persisted-query-manifest", version: 1, operations: entries };
  const { version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
    version: string;
  };
  return [`operations/${name}@${version}.json`, `${JSON.stringify(manifest, null, 2)}\n`];
}
