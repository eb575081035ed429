/** Finds the names of the authorization directives in a supergraph. */
import { type DirectiveNode, type DocumentNode, Kind, type ObjectValueNode } from "graphql";

/** Names without the `@`; undefined where the supergraph does not link the feature. */
export interface SecurityNames {
  authenticated: string | undefined;
  requiresScopes: string | undefined;
  policy: string | undefined;
  signsIn: string | undefined;
}

/** A linked feature: the prefix of its elements before `__`, and the elements imported under names of their own. */
interface Feature {
  name: string;
  imports: ReadonlyMap<string, string>;
}

const federationSpecs = "https://specs.apollo.dev/";

/** Identities (their URLs without the version) of the features that the federation router calls SECURITY. */
const enforcedIdentities = ["authenticated", "requiresScopes", "policy"].map(
  (name) => `${federationSpecs}${name}`,
);

/** Identity of this project's own directive `@signsIn`. */
const signInIdentity = "https://gatehouse.local/sign-in";

/** Is this application of `@link` about a feature that the gateway enforces before it plans? */
export function linksEnforcedFeature(directive: DirectiveNode): boolean {
  return isLink(directive) && enforcedIdentities.includes(identityOf(directive));
}

/** Reads the names, as the link specification (https://specs.apollo.dev/link/v1.0) derives them. */
export function readSecurityNames(document: DocumentNode): SecurityNames {
  const features = new Map<string, Feature>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of definition.directives ?? []) {
      if (isLink(directive)) features.set(identityOf(directive), readFeature(directive));
    }
  }
  const nameOf = (identity: string, directive: string) => {
    const feature = features.get(identity);
    if (feature === undefined) return undefined;
    const imported = feature.imports.get(`@${directive}`)?.slice(1);
    // A directive with the name of its feature has the feature's name alone.
    const own = identity.endsWith(`/${directive}`) ? feature.name : `${feature.name}__${directive}`;
    return imported ?? own;
  };
  return {
    authenticated: nameOf(`${federationSpecs}authenticated`, "authenticated"),
    requiresScopes: nameOf(`${federationSpecs}requiresScopes`, "requiresScopes"),
    policy: nameOf(`${federationSpecs}policy`, "policy"),
    signsIn: nameOf(signInIdentity, "signsIn"),
  };
}

function isLink({ name, arguments: args = [] }: DirectiveNode): boolean {
  return (name.value === "link" || name.value === "core") && args.length > 0;
}

function urlOf(directive: DirectiveNode): string {
  return textOf(directive, "url") ?? textOf(directive, "feature") ?? "";
}

function identityOf(directive: DirectiveNode): string {
  return urlOf(directive).replace(/\/v\d+\.\d+\/?$/, "");
}

function readFeature(directive: DirectiveNode): Feature {
  const name = textOf(directive, "as") ?? identityOf(directive).split("/").at(-1) ?? "";
  const value = directive.arguments?.find((argument) => argument.name.value === "import")?.value;
  const imports = new Map<string, string>();
  for (const entry of value?.kind === Kind.LIST ? value.values : []) {
    if (entry.kind === Kind.STRING) imports.set(entry.value, entry.value);
    else if (entry.kind === Kind.OBJECT) {
      const original = fieldText(entry, "name");
      if (original !== undefined) imports.set(original, fieldText(entry, "as") ?? original);
    }
  }
  return { name, imports };
}

function textOf(directive: DirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function fieldText(object: ObjectValueNode, field: string): string | undefined {
  const value = object.fields.find(({ name }) => name.value === field)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
